import { quantileOf, rateOf, riseOf, shareOf, sumOf, type Sample } from './samples.ts';

/** One plot: a number at each look, of the minute before it, and how it is said. Undefined while it cannot be told. */
export interface Instrument {
  readonly title: string;
  readonly read: (now: Sample, before: Sample | undefined) => number | undefined;
  readonly say: (value: number) => string;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const FAILED = /^(?!ok$)/;

const count = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
const share = (value: number) => `${(value * 100).toFixed(1)} %`;
const seconds = (value: number) => {
  if (value < 1) return `${(value * 1_000).toFixed(0)} ms`;
  if (value < 90) return `${count(value)} s`;
  return value < 5_400 ? `${Math.round(value / 60)} min` : `${(value / 3_600).toFixed(1)} h`;
};
export const say = { count, share, seconds };

/** What is below 95 of a hundred values of a histogram. */
const mostOf =
  (histogram: string, labels: Record<string, string> = {}): Instrument['read'] =>
  (now, before) =>
    quantileOf(0.95, histogram, labels, now, before);

/** The instruments, by what they are about. */
export const INSTRUMENTS: readonly { readonly about: string; readonly instruments: readonly Instrument[] }[] =
  [
    {
      about: 'Connections',
      instruments: [
        { title: 'Connected now', read: (now) => sumOf(now, 'duet_socket_connections'), say: count },
        {
          title: 'Attempts that succeed',
          read: (now, before) => shareOf(now, before, 'duet_socket_connects_total', { outcome: 'ok' }),
          say: share,
        },
        {
          title: 'How long they stay (median, since the start)',
          read: (now) => quantileOf(0.5, 'duet_socket_connection_duration_seconds', {}, now),
          say: seconds,
        },
      ],
    },
    {
      about: 'Messages',
      instruments: [
        {
          title: 'Sent in a second',
          read: (now, before) => rateOf(SECOND, now, before, 'duet_messages_stored_total'),
          say: count,
        },
        {
          title: 'Until the sender has the answer (95\u00a0%)',
          read: mostOf('duet_socket_event_duration_seconds', { event: 'message:send' }),
          say: seconds,
        },
        {
          title: 'Until the reader’s device has it (95\u00a0%)',
          read: mostOf('duet_message_receive_duration_seconds'),
          say: seconds,
        },
        { title: 'Waiting to be stored', read: (now) => sumOf(now, 'duet_conversation_queue'), say: count },
        {
          title: 'Unread counts that were off (since the start)',
          read: (now) => sumOf(now, 'duet_unread_drift_total'),
          say: count,
        },
        {
          title: 'Image uploads that succeed (since the start)',
          read: (now) => shareOf(now, undefined, 'duet_image_uploads_total', { outcome: 'ok' }),
          say: share,
        },
      ],
    },
    {
      about: 'Requests and the database',
      instruments: [
        {
          title: 'Until a request is answered (95\u00a0%)',
          read: mostOf('duet_http_request_duration_seconds'),
          say: seconds,
        },
        {
          title: 'Requests that fail (5xx)',
          read: (now, before) =>
            shareOf(now, before, 'duet_http_request_duration_seconds_count', { status: /^5/ }),
          say: share,
        },
        {
          title: 'Until the database answers (95\u00a0%)',
          read: mostOf('duet_database_statement_duration_seconds', { outcome: 'ok' }),
          say: seconds,
        },
        {
          title: 'Statements that fail in a minute',
          read: (now, before) =>
            rateOf(MINUTE, now, before, 'duet_database_statement_duration_seconds_count', {
              outcome: FAILED,
            }),
          say: count,
        },
        {
          title: 'Waiting for a database connection',
          read: (now) => sumOf(now, 'duet_database_connections', { state: 'waiting' }),
          say: count,
        },
        {
          title: 'Faults in a minute',
          read: (now, before) => rateOf(MINUTE, now, before, 'duet_errors_total'),
          say: count,
        },
      ],
    },
  ];

/** What a component of the server has had of faults. */
export interface Faults {
  readonly component: string;
  readonly lately: number;
  readonly sinceStart: number;
}

/** Faults by the component that had them, the most first; `lately` since `before`. */
export function faultsByComponent(now: Sample, before: Sample | undefined): Faults[] {
  const values = now.metrics.find(({ name }) => name === 'duet_errors_total')?.values ?? [];
  return values
    .map(({ labels }) => labels['component'] ?? '')
    .map((component) => ({
      component,
      lately: before ? riseOf(now, before, 'duet_errors_total', { component }) : 0,
      sinceStart: sumOf(now, 'duet_errors_total', { component }),
    }))
    .filter(({ sinceStart }) => sinceStart > 0)
    .sort((a, b) => b.lately - a.lately || b.sinceStart - a.sinceStart);
}
