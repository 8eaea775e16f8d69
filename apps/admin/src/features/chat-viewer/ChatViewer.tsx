import type { Opening, OverseenConversation } from '@duet/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { codeOf } from '../../lib/api.ts';
import { TIME_ZONE } from '../../lib/moments.ts';
import { serverNow } from '../../lib/serverClock.ts';
import { useIsPrinting } from '../../lib/useIsPrinting.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading, messageOf, Note } from '../../ui/Notes.tsx';
import { useSession } from '../auth/session.ts';
import { endOpening } from '../conversations/useOpening.ts';
import { useMakePack } from '../packs/usePacks.ts';
import { ClearImagesProvider, useClearImages } from './clearImages.ts';
import { Countdown } from './Countdown.tsx';
import { MessageFeed } from './MessageFeed.tsx';
import { SearchPanel } from './SearchPanel.tsx';
import { useMessagePages } from './useMessagePages.ts';
import './viewer.css';

interface Props {
  opening: Opening;
  conversation: OverseenConversation;
  /** The message to begin at; undefined: the newest. */
  begin?: number | undefined;
}

/** What was written, as it happened, for as long as it is open. Nothing here changes anything for the two people. */
export function ChatViewer({ opening, conversation, begin }: Props) {
  const client = useQueryClient();
  const { administrator } = useSession();
  const isPrinting = useIsPrinting();
  const clearImages = useClearImages();
  const [at, setAt] = useState(begin);
  const [searching, setSearching] = useState(false);
  const { query, messages, renew } = useMessagePages(opening.id, conversation.lastSeq, at);
  const { error } = query;
  useEffect(() => {
    if (codeOf(error) === 'opening_not_found') endOpening(client, opening.id);
  }, [client, error, opening.id]);
  const [, navigate] = useLocation();
  const makePack = useMakePack(() => navigate('/packs'));
  const [first, last] = [messages[0], messages.at(-1)];
  const showAt = (seq: number) => {
    setAt(seq);
    setSearching(false);
  };
  return (
    <section className="viewer" aria-label="What was written" data-testid="chat-viewer">
      <div className="viewer-bar">
        <p>
          Case <strong>{opening.caseId}</strong>
          <span className="unprinted">
            {' · '}
            <Countdown until={opening.expiresAt} />
          </span>
          <br />
          <span className="faint">
            {first &&
              last &&
              `Messages ${first.seq} to ${last.seq} of ${Math.max(last.seq, conversation.lastSeq)} · `}
            Times in {TIME_ZONE}
          </span>
          {isPrinting && (
            <>
              <br />
              Printed by <bdi>{administrator.name}</bdi>, <Moment at={new Date(serverNow()).toISOString()} />
            </>
          )}
        </p>
        <div className="actions">
          <button
            type="button"
            className="button"
            aria-expanded={searching}
            onClick={() => setSearching(!searching)}
          >
            {searching ? 'Back to the messages' : 'Search'}
          </button>
          {at !== undefined && !searching && (
            <button type="button" className="button" onClick={() => setAt(undefined)}>
              Newest
            </button>
          )}
          <button
            type="button"
            className="button"
            disabled={makePack.isPending}
            onClick={() => makePack.mutate(opening.id)}
          >
            Dispute pack
          </button>
          <button type="button" className="button" onClick={() => window.print()}>
            Print
          </button>
        </div>
      </div>
      {makePack.error && (
        <p className="fault" role="alert">
          {messageOf(makePack.error)}
        </p>
      )}
      {searching && <SearchPanel opening={opening} conversation={conversation} onChoose={showAt} />}
      {!searching && query.isPending && <Loading />}
      {!searching && error && <Failure error={error} onRetry={() => void query.refetch()} />}
      {!searching && query.data && messages.length === 0 && (
        <Note title="Nothing was written" text="The two have a conversation, and no message in it." />
      )}
      {!searching && messages.length > 0 && (
        <ClearImagesProvider value={clearImages}>
          <MessageFeed
            key={at ?? 'newest'}
            messages={messages}
            conversation={conversation}
            at={at}
            query={query}
            renew={renew}
          />
        </ClearImagesProvider>
      )}
    </section>
  );
}
