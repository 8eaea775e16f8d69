import type { OverseenConversation, OverseenMessage } from '@duet/contract';
import { besides } from '../../lib/moments.ts';
import { useIsPrinting } from '../../lib/useIsPrinting.ts';
import { Moment } from '../../ui/Moment.tsx';
import { nameOf } from './names.ts';
import { Pictures } from './Pictures.tsx';

/** What a message was before it was edited or unsent, the first wording first. */
export function Revisions({
  message: { revisions, sentAt, deletedAt },
  conversation,
  renew,
}: {
  message: OverseenMessage;
  conversation: OverseenConversation;
  renew: () => Promise<void>;
}) {
  const isPrinting = useIsPrinting();
  if (revisions.length === 0) return null;
  return (
    <details className="revisions" open={isPrinting || deletedAt !== null}>
      <summary>
        {revisions.length === 1 ? 'What it was before' : `What it was before, ${revisions.length} times`}
      </summary>
      <ol>
        {revisions.map(({ revision, content, images, replacedAt, actorId }) => (
          <li key={revision}>
            {content !== null && (
              <p className="content" dir="auto">
                {content}
              </p>
            )}
            <Pictures images={images} renew={renew} />
            <p className="faint">
              Until <Moment at={replacedAt} words={besides(replacedAt, sentAt)} />, replaced by{' '}
              <bdi>{nameOf(actorId, conversation)}</bdi>
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
