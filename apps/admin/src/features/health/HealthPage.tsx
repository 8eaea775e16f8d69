import type { Engagement } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { Failure, Loading } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { faultsByComponent, INSTRUMENTS, say } from './instruments.ts';
import { Plot } from './Plot.tsx';
import { useReadings } from './useReadings.ts';
import './health.css';

/** How the server does, and how people answer each other. */
export function HealthPage() {
  const { query, readings } = useReadings();
  const { last, rows } = readings;
  return (
    <Page title="Health">
      <p className="soft">
        Of the server that answers, from when this page was opened; every five seconds, for ten minutes.
      </p>
      {!last && query.isPending && <Loading />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {last && (
        <div className="plots" data-testid="plots">
          {INSTRUMENTS.map((instrument, index) => (
            <Plot
              key={instrument.title}
              title={instrument.title}
              say={instrument.say}
              values={rows.map((row) => row[index])}
            />
          ))}
        </div>
      )}
      {last && <Faults faults={faultsByComponent(last)} />}
      <Answers />
    </Page>
  );
}

function Faults({ faults }: { faults: [string, number][] }) {
  return (
    <section className="card" aria-label="Faults">
      <h2>Faults by component</h2>
      {faults.length === 0 && <p className="soft">None since the server started.</p>}
      <dl className="facts">
        {faults.map(([component, count]) => (
          <div key={component} className="fact">
            <dt>{component}</dt>
            <dd className="number">{say.count(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Answers() {
  const query = useQuery({
    queryKey: ['engagement'],
    queryFn: async () => (await call('getEngagement')).engagement,
  });
  return (
    <section className="card" aria-label="Engagement" data-testid="engagement">
      <h2>How people answer each other</h2>
      {query.isPending && <Loading rows={2} />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Figures engagement={query.data} />}
    </section>
  );
}

function Figures({
  engagement: { conversations, messages, delivered, read, replySeconds },
}: {
  engagement: Engagement;
}) {
  const toShare = (value: number | null) => (value === null ? '–' : say.share(value));
  return (
    <dl className="facts">
      <dt>Looked at</dt>
      <dd>
        {say.count(messages)} messages of the last seven days, in {say.count(conversations)} conversations
      </dd>
      <dt>Delivered</dt>
      <dd>{toShare(delivered)}</dd>
      <dt>Read</dt>
      <dd>{toShare(read)}</dd>
      <dt>Until an answer, half of the time</dt>
      <dd>{replySeconds ? toDuration(replySeconds.median) : '–'}</dd>
      <dt>Until an answer, nine times of ten</dt>
      <dd>{replySeconds ? toDuration(replySeconds.p90) : '–'}</dd>
    </dl>
  );
}

function toDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
