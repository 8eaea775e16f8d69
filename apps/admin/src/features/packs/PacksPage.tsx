import type { Pack } from '@duet/contract';
import { Link } from 'wouter';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading, messageOf, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pair } from '../conversations/Pair.tsx';
import { isBeingMade, useFetchPack, usePacks } from './usePacks.ts';

/** Signed archives of conversations, for those who decide disputes. */
export function PacksPage() {
  const packs = usePacks();
  const fetching = useFetchPack();
  return (
    <Page title="Dispute packs">
      <p className="soft">
        A pack holds one conversation as it was, with what proves it, for seven days. It is made from an
        opened conversation.
      </p>
      {fetching.error && (
        <p className="fault" role="alert">
          {messageOf(fetching.error)}
        </p>
      )}
      {packs.isPending && <Loading rows={3} />}
      {packs.error && <Failure error={packs.error} onRetry={() => void packs.refetch()} />}
      {packs.data?.length === 0 && (
        <Note
          title="No packs yet"
          text="Open a conversation under a case, and have a pack made of it there."
        />
      )}
      {packs.data && packs.data.length > 0 && (
        <table className="table" data-testid="packs">
          <caption>Yours, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col">Of</th>
              <th scope="col">Asked for</th>
              <th scope="col">State</th>
              <th scope="col">
                <span className="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {packs.data.map((pack) => (
              <tr key={pack.id}>
                <td data-label="Case">{pack.caseId}</td>
                <td data-label="Of">
                  <Link href={`/conversations/${pack.conversationId}`}>
                    <Pair {...pack} />
                  </Link>
                </td>
                <td data-label="Asked for">
                  <Moment at={pack.createdAt} />
                </td>
                <td data-label="State">
                  <State pack={pack} />
                </td>
                <td data-label="">
                  {pack.fileUntil !== null && (
                    <button
                      type="button"
                      className="button"
                      disabled={fetching.isPending}
                      onClick={() => fetching.mutate(pack)}
                    >
                      Download
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}

function State({ pack }: { pack: Pack }) {
  const { messagesDone, messages, fileUntil } = pack;
  if (isBeingMade(pack)) {
    return (
      <span>
        <progress max={Math.max(1, messages)} value={messagesDone} aria-label="Messages done" />{' '}
        <span className="faint number">
          {messagesDone} of {messages}
        </span>
      </span>
    );
  }
  if (fileUntil === null) return <Chip label="Gone" tone="neutral" />;
  return (
    <span>
      <Chip label="Ready" tone="positive" /> <span className="faint">until</span> <Moment at={fileUntil} />
    </span>
  );
}
