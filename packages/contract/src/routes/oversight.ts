import { z } from 'zod';
import { cursor, querySeq } from '../ids.ts';
import {
  conversationFinder,
  opening,
  openingInput,
  overseenConversation,
  overseenMessage,
  overseenSearch,
} from '../oversight.ts';
import { ofConversation, idParam, limit, type Route } from './route.ts';

export const oversightRoutes = {
  findConversations: {
    method: 'GET',
    path: '/admin/conversations',
    summary:
      'Conversations by person, booking, status and time, the newest message first; nothing of what was written.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    query: z.strictObject({ ...conversationFinder, limit }),
    status: 200,
    response: z.object({ conversations: z.array(overseenConversation), nextCursor: cursor.nullable() }),
    errors: [],
  },
  overseeConversation: {
    method: 'GET',
    path: '/admin/conversations/:id',
    summary: 'One conversation; nothing of what was written.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ conversation: overseenConversation }),
    errors: ofConversation,
  },
  openConversation: {
    method: 'POST',
    path: '/admin/conversations/:id/openings',
    summary:
      'Open one conversation under a case, for 30 minutes; not one’s own, and an administrator’s only as owner.',
    access: 'admin',
    permission: 'open',
    freshSignIn: true,
    rate: 'oversee',
    params: idParam,
    body: openingInput,
    status: 201,
    response: z.object({ opening, conversation: overseenConversation }),
    errors: ['sign_in_stale', ...ofConversation, 'conflict_of_interest'],
  },
  listOpenings: {
    method: 'GET',
    path: '/admin/openings',
    summary: 'What one has open, the latest first.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    status: 200,
    response: z.object({ openings: z.array(opening) }),
    errors: [],
  },
  readOpening: {
    method: 'GET',
    path: '/admin/openings/:id/messages',
    summary:
      'A page of messages of an opened conversation in ascending seq: the newest, or those before or after a seq.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    query: z
      .strictObject({ beforeSeq: querySeq.optional(), afterSeq: querySeq.optional(), limit })
      .refine(
        ({ beforeSeq, afterSeq }) => beforeSeq === undefined || afterSeq === undefined,
        'Name one of beforeSeq and afterSeq.',
      ),
    status: 200,
    response: z.object({ messages: z.array(overseenMessage), hasMore: z.boolean() }),
    errors: ['opening_not_found'],
  },
  searchOpening: {
    method: 'POST',
    path: '/admin/openings/:id/search',
    summary:
      'Messages of an opened conversation that say this, or said it before, the newest first: a hundred at most.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    body: overseenSearch,
    status: 200,
    response: z.object({ messages: z.array(overseenMessage), hasMore: z.boolean() }),
    errors: ['opening_not_found'],
  },
} as const satisfies Record<string, Route>;
