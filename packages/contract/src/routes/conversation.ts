import { z } from 'zod';
import { booking } from '../booking.ts';
import {
  conversation,
  conversationFilter,
  conversationInput,
  conversationPatch,
  readInput,
  readState,
} from '../conversation.ts';
import { cursor } from '../ids.ts';
import { searchText } from '../search.ts';
import { side } from '../user.ts';
import { ofConversation, idParam, page, type Route } from './route.ts';

export const conversationRoutes = {
  listConversations: {
    method: 'GET',
    path: '/conversations',
    summary:
      'Own conversations in one role, newest first: all that are not archived, those that a filter names, or those, archived ones too, of whose person’s name or bookings’ codes words begin like what is searched. The first page of all begins with the pinned, beyond its limit.',
    access: 'session',
    rate: 'read',
    query: z
      .strictObject({
        role: side,
        filter: conversationFilter.optional(),
        search: searchText.optional(),
        ...page,
      })
      .refine(
        ({ filter, search }) => filter === undefined || search === undefined,
        'Name one of filter and search.',
      ),
    status: 200,
    response: z.object({ conversations: z.array(conversation), nextCursor: cursor.nullable() }),
    errors: [],
  },
  createConversation: {
    method: 'POST',
    path: '/conversations',
    summary: 'Get or create the one conversation of a pair; the caller is one of the two. 201 when created.',
    access: 'session',
    rate: 'write',
    body: conversationInput,
    status: 201,
    alsoStatus: 200,
    response: z.object({ conversation }),
    errors: ['user_not_found', 'booking_not_found', 'same_person', 'too_many_first_contacts'],
  },
  getConversation: {
    method: 'GET',
    path: '/conversations/:id',
    summary: 'One conversation.',
    access: 'session',
    rate: 'read',
    params: idParam,
    status: 200,
    response: z.object({ conversation }),
    errors: ofConversation,
  },
  updateConversation: {
    method: 'PATCH',
    path: '/conversations/:id',
    summary:
      'Archive, pin, mute or mark a conversation as unread, or take that back, for the own side only; or block the other person, which both see.',
    access: 'session',
    rate: 'write',
    params: idParam,
    body: conversationPatch,
    status: 200,
    response: z.object({ conversation }),
    errors: [...ofConversation, 'too_many_pins', 'conversation_busy'],
  },
  readConversation: {
    method: 'POST',
    path: '/conversations/:id/read',
    summary: 'Mark a conversation as read up to a message.',
    access: 'session',
    rate: 'signal',
    params: idParam,
    body: readInput,
    status: 200,
    response: z.object({ readState }),
    errors: [...ofConversation, 'seq_ahead'],
  },
  listConversationBookings: {
    method: 'GET',
    path: '/conversations/:id/bookings',
    summary: 'The bookings of the two people of a conversation, latest start first: the latest hundred.',
    access: 'session',
    rate: 'read',
    params: idParam,
    status: 200,
    response: z.object({ bookings: z.array(booking) }),
    errors: ofConversation,
  },
  getUnreadCount: {
    method: 'GET',
    path: '/unread-count',
    summary:
      'The number of unread messages over own conversations in one role that are neither archived nor muted.',
    access: 'session',
    rate: 'read',
    query: z.strictObject({ role: side }),
    status: 200,
    response: z.object({ unreadCount: z.number().int().nonnegative() }),
    errors: [],
  },
} as const satisfies Record<string, Route>;
