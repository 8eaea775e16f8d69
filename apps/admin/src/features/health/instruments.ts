import { quantileOf, rateOf, shareOf, sumOf, type Sample } from './samples.ts';

/** One plot: a number at each look, and how it is said. Undefined while it cannot be told. */
export interface Instrument {
  readonly title: string;
  readonly read: (now: Sample, before: Sample | undefined) => number | undefined;
  readonly say: (value: number) => string;
}

const count = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 1 });
const share = (value: number) => `${(value * 100).toFixed(1)} %`;
const seconds = (value: number) => (value < 1 ? `${(value * 1_000).toFixed(0)} ms` : `${count(value)} s`);

export const INSTRUMENTS: readonly Instrument[] = [
  { title: 'Sockets connected', read: (now) => sumOf(now, 'duet_socket_connections'), say: count },
  {
    title: 'Messages a second',
    read: (now, before) => before && rateOf(now, before, 'duet_messages_stored_total'),
    say: count,
  },
  {
    title: 'Until a message is acknowledged (95 %)',
    read: (now, before) =>
      quantileOf(0.95, 'duet_socket_event_duration_seconds', { event: 'message:send' }, now, before),
    say: seconds,
  },
  {
    title: 'Until a request is answered (95 %)',
    read: (now, before) => quantileOf(0.95, 'duet_http_request_duration_seconds', {}, now, before),
    say: seconds,
  },
  {
    title: 'Until the database answers (95 %)',
    read: (now, before) =>
      quantileOf(0.95, 'duet_database_statement_duration_seconds', { outcome: 'ok' }, now, before),
    say: seconds,
  },
  { title: 'Writes that wait', read: (now) => sumOf(now, 'duet_conversation_queue'), say: count },
  {
    title: 'How long sockets stay (median)',
    read: (now) => quantileOf(0.5, 'duet_socket_connection_duration_seconds', {}, now),
    say: seconds,
  },
  {
    title: 'Uploads that went well',
    read: (now) => shareOf(now, 'duet_image_uploads_total', { outcome: 'ok' }),
    say: share,
  },
  { title: 'Faults since the start', read: (now) => sumOf(now, 'duet_errors_total'), say: count },
  {
    title: 'Unread counts that were off',
    read: (now) => sumOf(now, 'duet_unread_drift_total'),
    say: count,
  },
];

/** Faults by the component that had them, the most first. */
export function faultsByComponent({ metrics }: Sample): [component: string, faults: number][] {
  const values = metrics.find(({ name }) => name === 'duet_errors_total')?.values ?? [];
  return values
    .filter(({ value }) => value > 0)
    .map(({ labels, value }): [string, number] => [labels['component'] ?? '', value])
    .sort(([, a], [, b]) => b - a);
}

export const say = { count, share, seconds };
