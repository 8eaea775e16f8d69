import { z } from 'zod';
import { readState } from '../conversation.ts';
import { EDIT_ERRORS, SEND_ERRORS, UNSEND_ERRORS } from '../events.ts';
import { querySeq, uuid } from '../ids.ts';
import { message, messageDraft, messageEdit, messageType, sendResult } from '../message.ts';
import { ofConversation, idParam, limit, type Route } from './route.ts';

const ownMessageParams = z.strictObject({ id: uuid, clientMessageId: uuid });

export const messageRoutes = {
  listMessages: {
    method: 'GET',
    path: '/conversations/:id/messages',
    summary: 'A page of messages in ascending seq: the newest, or those before, after or around a seq.',
    access: 'session',
    rate: 'read',
    params: idParam,
    query: z
      .strictObject({
        beforeSeq: querySeq.optional(),
        afterSeq: querySeq.optional(),
        aroundSeq: querySeq.optional(),
        type: messageType.exclude(['unknown']).optional(),
        bookingId: uuid.optional(),
        limit,
      })
      .refine(
        ({ beforeSeq, afterSeq, aroundSeq }) =>
          [beforeSeq, afterSeq, aroundSeq].filter((position) => position !== undefined).length <= 1,
        'Name one of beforeSeq, afterSeq and aroundSeq.',
      ),
    status: 200,
    /** `hasMore`: there are further messages in the direction of the page (around: in either). */
    response: z.object({ messages: z.array(message), hasMore: z.boolean() }),
    errors: ofConversation,
  },
  sendMessage: {
    method: 'POST',
    path: '/conversations/:id/messages',
    summary: 'Send a message. 201 when stored now, 200 for a repeat of its clientMessageId.',
    access: 'session',
    rate: 'send',
    params: idParam,
    body: messageDraft,
    status: 201,
    alsoStatus: 200,
    response: sendResult,
    errors: SEND_ERRORS,
  },
  editMessage: {
    method: 'PATCH',
    path: '/conversations/:id/messages/:clientMessageId',
    summary: 'Change the text of an own message, within 15 minutes; a repeat of an editId changes nothing.',
    access: 'session',
    rate: 'send',
    params: ownMessageParams,
    body: messageEdit,
    status: 200,
    response: z.object({ message }),
    errors: EDIT_ERRORS,
  },
  unsendMessage: {
    method: 'DELETE',
    path: '/conversations/:id/messages/:clientMessageId',
    summary: 'Take an own message back, within 24 hours; a tombstone keeps its place.',
    access: 'session',
    rate: 'send',
    params: ownMessageParams,
    status: 200,
    response: z.object({ message }),
    errors: UNSEND_ERRORS,
  },
  getMessage: {
    method: 'GET',
    path: '/messages/:id',
    summary: 'One message, such as the one that another answers.',
    access: 'session',
    rate: 'read',
    params: idParam,
    status: 200,
    response: z.object({ message }),
    errors: ['message_not_found'],
  },
  readMessage: {
    method: 'POST',
    path: '/messages/:id/read',
    summary: 'Mark a message, and all before it, as read.',
    access: 'session',
    rate: 'signal',
    params: idParam,
    status: 200,
    response: z.object({ readState }),
    errors: ['message_not_found'],
  },
} as const satisfies Record<string, Route>;
