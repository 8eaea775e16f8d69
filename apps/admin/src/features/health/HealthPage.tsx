import { Failure, Loading } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { EngagementCard } from './EngagementCard.tsx';
import { FaultsTable } from './FaultsTable.tsx';
import { faultsByComponent, INSTRUMENTS } from './instruments.ts';
import { Plot } from './Plot.tsx';
import { useReadings } from './useReadings.ts';
import './health.css';

/** How the server does, and how people answer each other. */
export function HealthPage() {
  const { query, readings } = useReadings();
  const { samples, rows } = readings;
  const last = samples.at(-1);
  return (
    <Page title="Health">
      <p className="soft">
        Of the server that answers, from when this page was opened: every five seconds, of the minute before.
      </p>
      {!last && query.isPending && <Loading />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {last && (
        <div className="page-part" data-testid="plots">
          {INSTRUMENTS.map(({ about, instruments }) => (
            <section key={about} className="page-part" aria-label={about}>
              <h2>{about}</h2>
              <div className="plots">
                {instruments.map((instrument) => (
                  <Plot
                    key={instrument.title}
                    title={instrument.title}
                    say={instrument.say}
                    values={rows.map((row) => row.get(instrument))}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
      )}
      {last && <FaultsTable faults={faultsByComponent(last, samples.length > 1 ? samples[0] : undefined)} />}
      <EngagementCard />
    </Page>
  );
}
