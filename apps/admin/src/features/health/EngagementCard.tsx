import type { Engagement } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { Failure, Loading } from '../../ui/Notes.tsx';
import { say } from './instruments.ts';

/** How people answer each other, from what is stored of the newest conversations. */
export function EngagementCard() {
  const query = useQuery({
    queryKey: ['engagement'],
    queryFn: async () => (await call('getEngagement')).engagement,
  });
  return (
    <section className="page-part" aria-label="Engagement" data-testid="engagement">
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
  const toTime = (value: number | undefined) => (value === undefined ? '–' : say.seconds(value));
  return (
    <>
      <dl className="card figures">
        <div>
          <dt>Messages delivered</dt>
          <dd>{toShare(delivered)}</dd>
        </div>
        <div>
          <dt>Messages read</dt>
          <dd>{toShare(read)}</dd>
        </div>
        <div>
          <dt>Until an answer (median)</dt>
          <dd>{toTime(replySeconds?.median)}</dd>
        </div>
        <div>
          <dt>Until an answer (90 %)</dt>
          <dd>{toTime(replySeconds?.p90)}</dd>
        </div>
      </dl>
      <p className="soft">
        Of {say.count(messages)} messages of the last seven days, in the {say.count(conversations)}{' '}
        conversations with the newest ones.
      </p>
    </>
  );
}
