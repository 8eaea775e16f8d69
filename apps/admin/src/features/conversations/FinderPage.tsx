import type { OverseenConversation } from '@duet/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { startOfDay } from '../../lib/moments.ts';
import { useFilters } from '../../lib/useFilters.ts';
import { Moment } from '../../ui/Moment.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { Bookings, Status } from './ConversationChips.tsx';
import { FINDER_FIELDS, FinderForm, type FinderFilters } from './FinderForm.tsx';
import { Pair } from './Pair.tsx';

/** Conversations by person, booking, status and time; nothing of what was written. */
export function FinderPage() {
  const [filters, setFilters] = useFilters(FINDER_FIELDS);
  const found = useConversations(filters);
  const conversations = found.data?.pages.flatMap((page) => page.conversations) ?? [];
  return (
    <Page title="Conversations">
      <FinderForm
        filters={filters}
        onChange={setFilters}
        personName={nameIn(conversations, filters.person)}
      />
      {found.isPending && <Loading />}
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && conversations.length === 0 && (
        <Note
          title="No conversation fits"
          text="Take a filter away, or look the person up under People. A booking is found by its whole code."
        />
      )}
      {conversations.length > 0 && <ConversationTable conversations={conversations} />}
      <MoreButton label="Show more conversations" query={found} />
    </Page>
  );
}

function useConversations({ person, booking, status, from, until }: FinderFilters) {
  return useInfiniteQuery({
    queryKey: ['conversations', person, booking, status, from, until],
    queryFn: ({ pageParam }) =>
      call('findConversations', {
        query: {
          personId: person,
          booking,
          // What an address says that is none of these, the server refuses.
          status: status as 'active' | 'closed' | 'blocked' | undefined,
          from: from && startOfDay(from),
          until: until && startOfDay(until, 1),
          cursor: pageParam,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

function ConversationTable({ conversations }: { conversations: readonly OverseenConversation[] }) {
  return (
    <table className="table" data-testid="conversations">
      <caption>The newest message first</caption>
      <thead>
        <tr>
          <th scope="col">Customer and artist</th>
          <th scope="col">Bookings</th>
          <th scope="col">Status</th>
          <th scope="col">Messages</th>
          <th scope="col">Last message</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {conversations.map((conversation) => (
          <tr key={conversation.id}>
            <td data-label="Between">
              <Link href={`/conversations/${conversation.id}`}>
                <Pair {...conversation} />
              </Link>
            </td>
            <td data-label="Bookings">
              <Bookings of={conversation} />
            </td>
            <td data-label="Status">
              <Status of={conversation} />
            </td>
            <td data-label="Messages" className="number">
              {conversation.lastSeq}
            </td>
            <td data-label="Last message">
              <Moment at={conversation.lastMessageAt} />
            </td>
            <td data-label="Since">
              <Moment at={conversation.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The name of somebody who is one of the two in all that was found. */
function nameIn([first]: readonly OverseenConversation[], personId: string | undefined): string | undefined {
  return [first?.customer, first?.artist].find((member) => member?.id === personId)?.name;
}
