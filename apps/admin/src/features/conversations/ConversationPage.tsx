import type { OverseenConversation } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { useMay } from '../auth/session.ts';
import { ChatViewer } from '../chat-viewer/ChatViewer.tsx';
import { Bookings, Status } from './ConversationChips.tsx';
import { OpenDialog } from './OpenDialog.tsx';
import { Pair } from './Pair.tsx';
import { useOpening } from './useOpening.ts';
import './conversation.css';

/** One conversation from outside, and, under a case, what was written in it. */
export function ConversationPage({ id }: { id: string }) {
  const conversation = useQuery({
    queryKey: ['conversation', id],
    queryFn: async () => (await call('overseeConversation', { params: { id } })).conversation,
  });
  const { data } = conversation;
  return (
    <Page {...titleOf(data)} className="conversation">
      {conversation.isPending && <Loading />}
      {conversation.error && (
        <Failure error={conversation.error} onRetry={() => void conversation.refetch()} />
      )}
      {data && (
        <>
          <details className="card about" open={window.innerWidth > 900}>
            <summary>About this conversation</summary>
            <dl className="facts">
              <dt>Customer</dt>
              <dd>
                <Link href={`/people/${data.customer.id}`}>
                  <bdi>{data.customer.name}</bdi>
                </Link>
              </dd>
              <dt>Artist</dt>
              <dd>
                <Link href={`/people/${data.artist.id}`}>
                  <bdi>{data.artist.name}</bdi>
                </Link>
              </dd>
              <dt>Status</dt>
              <dd>
                <Status of={data} />
              </dd>
              <dt>Bookings</dt>
              <dd>
                <Bookings of={data} />
              </dd>
              <dt>Messages</dt>
              <dd className="number">{data.lastSeq}</dd>
              <dt>Last message</dt>
              <dd>
                <Moment at={data.lastMessageAt} />
              </dd>
              <dt>Since</dt>
              <dd>
                <Moment at={data.createdAt} />
              </dd>
            </dl>
          </details>
          <Content conversation={data} />
        </>
      )}
    </Page>
  );
}

function titleOf(conversation: OverseenConversation | undefined) {
  if (!conversation) return { title: 'Conversation' };
  const { customer, artist } = conversation;
  return {
    title: `${customer.name} and ${artist.name}`,
    heading: <Pair customer={customer} artist={artist} />,
  };
}

function Content({ conversation }: { conversation: OverseenConversation }) {
  const mayOpen = useMay('open');
  const { opening, wasOpen, query } = useOpening(conversation.id, mayOpen);
  const [asking, setAsking] = useState(false);
  if (!mayOpen) {
    return (
      <Note
        title="What was written stays closed"
        text="Your role finds conversations. Reading one under a case takes an investigator or an owner."
      />
    );
  }
  if (query.isPending) return <Loading rows={2} />;
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (opening) return <ChatViewer key={opening.id} opening={opening} conversation={conversation} />;
  return (
    <>
      <Note
        title={wasOpen ? 'The time is up' : 'What was written is closed'}
        text={
          wasOpen
            ? 'A conversation stays open for 30 minutes. Open it again if the case still needs it.'
            : 'It opens for 30 minutes, under a case and for a reason. That is written down for good; the two people notice nothing.'
        }
      >
        <button type="button" className="button primary" onClick={() => setAsking(true)}>
          {wasOpen ? 'Open it again' : 'Open under a case'}
        </button>
      </Note>
      {asking && <OpenDialog conversationId={conversation.id} onClose={() => setAsking(false)} />}
    </>
  );
}
