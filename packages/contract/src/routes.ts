import { z } from 'zod';
import { adminCredentials, adminSession, ownAdminSession, type AdminPermission } from './admin.ts';
import { auditEntry, auditFilter, exportedAuditEntry } from './audit.ts';
import { booking, bookingStatusInput } from './booking.ts';
import {
  conversation,
  conversationFilter,
  conversationInput,
  conversationPatch,
  readInput,
  readState,
} from './conversation.ts';
import { EDIT_ERRORS, SEND_ERRORS, UNSEND_ERRORS } from './events.ts';
import type { ErrorCode } from './errors.ts';
import { engagement, metric } from './health.ts';
import { cursor, querySeq, uuid } from './ids.ts';
import {
  externalId,
  hostBookingInput,
  hostBookingResult,
  hostBookingStatusInput,
  hostUserInput,
  hostUserResult,
} from './integration.ts';
import { image, imageUpload, imageUploadInput, imageUrlsInput } from './image.ts';
import { LIMITS, type RateName } from './limits.ts';
import { message, messageDraft, messageEdit, messageType, sendResult } from './message.ts';
import {
  conversationFinder,
  opening,
  openingInput,
  overseenConversation,
  overseenMessage,
  overseenPerson,
  overseenSearch,
  overseenSession,
  personActionInput,
  personSearch,
} from './oversight.ts';
import { pack, packFile } from './pack.ts';
import {
  exportFile,
  hold,
  holdInput,
  liftInput,
  proposal,
  proposalDecision,
  proposalInput,
} from './privacy.ts';
import { searchText } from './search.ts';
import { syncCursor, syncPage } from './sync.ts';
import {
  credentials,
  ownSession,
  passwordChange,
  person,
  refreshInput,
  role,
  side,
  signedIn,
  tokens,
  user,
  userPatch,
} from './user.ts';

/**
 * One REST route. `access: 'session'` needs a person's live session, `'admin'` an administrator's (see `ADMIN_COOKIE`),
 * `'integration'` a key of the host marketplace's servers, `'public'` nothing.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under `API_PREFIX`; `:name` marks a parameter. */
  path: string;
  summary: string;
  access: 'public' | 'session' | 'admin' | 'integration';
  /** What an administrator must be allowed to do; without one, every administrator may. */
  permission?: AdminPermission;
  /** See `RATES`. */
  rate: RateName;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The status of a success; `response` is its body. */
  status: 200 | 201 | 204;
  /** A second success of the same body (201 for "made", 200 for "was there"). */
  alsoStatus?: 200;
  response: z.ZodType;
  /** Codes beside `COMMON_ROUTE_ERRORS`. */
  errors: readonly ErrorCode[];
}

export const API_PREFIX = '/api/v1';

/** Errors any route may answer. */
export const COMMON_ROUTE_ERRORS = [
  'bad_request',
  'bad_json',
  'validation_failed',
  'unknown_field',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal',
  'busy',
  'database_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route that needs a session may answer. */
export const SESSION_ERRORS = [
  'auth_required',
  'token_invalid',
  'token_expired',
  'session_revoked',
  'identity_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route of the dashboard may answer; `not_found` where it has a host name of its own. */
export const ADMIN_ERRORS = [
  ...SESSION_ERRORS,
  'forbidden',
  'not_found',
  'csrf_invalid',
  'audit_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route of the integration API may answer; `not_found` when it is not switched on. */
export const INTEGRATION_ERRORS = ['key_invalid', 'not_found'] as const satisfies readonly ErrorCode[];

const idParam = z.strictObject({ id: uuid });
const ownMessageParams = z.strictObject({ id: uuid, clientMessageId: uuid });
const externalIdParam = z.strictObject({ externalId });
const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'limit')
  .transform(Number)
  .pipe(z.number().int().min(1).max(LIMITS.pageMax))
  .optional();
const page = { cursor: cursor.optional(), limit };
const none = z.object({});

const ofConversation = ['conversation_not_found'] as const;

export const ROUTES = {
  login: {
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in with e-mail and password; opens a session.',
    access: 'public',
    rate: 'signIn',
    body: credentials,
    status: 200,
    response: signedIn,
    errors: ['invalid_credentials'],
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    summary:
      'Exchange a refresh token for the next pair. Within 30 s the same token gets the same pair again.',
    access: 'public',
    rate: 'refresh',
    body: refreshInput,
    status: 200,
    response: tokens,
    errors: ['refresh_invalid'],
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    summary: 'End this session; its sockets are closed.',
    access: 'session',
    rate: 'write',
    status: 204,
    response: none,
    errors: [],
  },
  logoutEverywhere: {
    method: 'POST',
    path: '/auth/logout-everywhere',
    summary: 'End all own sessions, this one too; their sockets are closed.',
    access: 'session',
    rate: 'write',
    status: 204,
    response: none,
    errors: [],
  },
  listSessions: {
    method: 'GET',
    path: '/me/sessions',
    summary: 'Own sessions that live, the last renewed first; at most 100.',
    access: 'session',
    rate: 'read',
    status: 200,
    response: z.object({ sessions: z.array(ownSession) }),
    errors: [],
  },
  endSession: {
    method: 'DELETE',
    path: '/me/sessions/:id',
    summary: 'End one of the own sessions; its sockets are closed.',
    access: 'session',
    rate: 'write',
    params: idParam,
    status: 204,
    response: none,
    errors: ['session_not_found'],
  },
  changePassword: {
    method: 'POST',
    path: '/me/password',
    summary: 'Change the own password, which ends all own sessions but this one.',
    access: 'session',
    rate: 'write',
    body: passwordChange,
    status: 204,
    response: none,
    errors: ['wrong_password'],
  },
  getMe: {
    method: 'GET',
    path: '/me',
    summary: 'The signed-in person.',
    access: 'session',
    rate: 'read',
    status: 200,
    response: z.object({ user }),
    errors: [],
  },
  updateMe: {
    method: 'PATCH',
    path: '/me',
    summary: 'Change own name, time zone or settings; what is not named stays.',
    access: 'session',
    rate: 'write',
    body: userPatch,
    status: 200,
    response: z.object({ user }),
    errors: [],
  },
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
    errors: ['user_not_found', 'booking_not_found', 'same_person'],
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
    summary: 'Archive, pin, mute or mark a conversation as unread, or take that back, for the own side only.',
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
  requestImageUpload: {
    method: 'POST',
    path: '/conversations/:id/images',
    summary: 'Get a form to upload one image by, for a message in this conversation.',
    access: 'session',
    rate: 'upload',
    params: idParam,
    body: imageUploadInput,
    status: 201,
    response: imageUpload,
    errors: [...ofConversation, 'image_type_unsupported'],
  },
  completeImage: {
    method: 'POST',
    path: '/images/:id/complete',
    summary:
      'An own image has been uploaded: have it read and made ready for a message. A repeat answers the same image.',
    access: 'session',
    rate: 'upload',
    params: idParam,
    status: 200,
    response: z.object({ image }),
    errors: [
      'image_not_found',
      'image_not_uploaded',
      'image_type_unsupported',
      'image_invalid',
      'storage_unavailable',
    ],
  },
  renewImageUrls: {
    method: 'POST',
    path: '/images/urls',
    summary:
      'Images with new addresses: those of own conversations, and own ones that are in no message yet. Others are left out; 404 when none is left.',
    access: 'session',
    rate: 'read',
    body: imageUrlsInput,
    status: 200,
    response: z.object({ images: z.array(image) }),
    errors: ['image_not_found'],
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
  listBookings: {
    method: 'GET',
    path: '/bookings',
    summary: 'Own bookings in one role, latest start first.',
    access: 'session',
    rate: 'read',
    query: z.strictObject({ role: side, ...page }),
    status: 200,
    response: z.object({ bookings: z.array(booking), nextCursor: cursor.nullable() }),
    errors: [],
  },
  getBooking: {
    method: 'GET',
    path: '/bookings/:id',
    summary: 'One booking of which the caller is a party.',
    access: 'session',
    rate: 'read',
    params: idParam,
    status: 200,
    response: z.object({ booking }),
    errors: ['booking_not_found'],
  },
  updateBookingStatus: {
    method: 'POST',
    path: '/bookings/:id/status',
    summary:
      'Change the status of a booking; writes the system message of the change in the same transaction.',
    access: 'session',
    rate: 'write',
    params: idParam,
    body: bookingStatusInput,
    status: 200,
    response: z.object({ booking }),
    errors: ['booking_not_found', 'booking_changed', 'booking_transition_invalid', 'conversation_busy'],
  },
  sync: {
    method: 'GET',
    path: '/sync',
    summary:
      'What changed for the caller since a cursor, in pages; without one, the cursor to begin with, taken before anything is loaded.',
    access: 'session',
    rate: 'read',
    query: z.strictObject({ cursor: syncCursor.optional() }),
    status: 200,
    response: syncPage,
    errors: [],
  },
  upsertHostUser: {
    method: 'PUT',
    path: '/integration/users/:externalId',
    summary: 'Make or change a person of the host marketplace; suspends or readmits them too.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostUserInput,
    status: 200,
    response: hostUserResult,
    errors: [],
  },
  endHostUserSessions: {
    method: 'DELETE',
    path: '/integration/users/:externalId/sessions',
    summary:
      'End all sessions of a person of the host marketplace; their sockets are closed, and tokens issued before open none.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    status: 204,
    response: none,
    errors: ['user_not_found'],
  },
  upsertHostBooking: {
    method: 'PUT',
    path: '/integration/bookings/:externalId',
    summary:
      'Make or change a booking of the host marketplace; a changed status writes its system message. The first time it is told of, none is written.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostBookingInput,
    status: 200,
    response: hostBookingResult,
    errors: [
      'user_not_found',
      'same_person',
      'booking_parties_fixed',
      'booking_code_taken',
      'conversation_busy',
    ],
  },
  updateHostBookingStatus: {
    method: 'POST',
    path: '/integration/bookings/:externalId/status',
    summary: 'Change the status of a booking of the host marketplace, with its system message.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostBookingStatusInput,
    status: 200,
    response: hostBookingResult,
    errors: ['booking_not_found', 'conversation_busy'],
  },
  adminSignIn: {
    method: 'POST',
    path: '/admin/session',
    summary: 'Sign in as an administrator: sets the cookie of a session of eight hours.',
    access: 'public',
    rate: 'signIn',
    body: adminCredentials,
    status: 201,
    response: adminSession,
    errors: ['invalid_credentials', 'not_found', 'audit_unavailable'],
  },
  getAdminSession: {
    method: 'GET',
    path: '/admin/session',
    summary: 'The signed-in administrator, and what requests that change something have to carry.',
    access: 'admin',
    rate: 'read',
    status: 200,
    response: adminSession,
    errors: [],
  },
  adminSignOut: {
    method: 'DELETE',
    path: '/admin/session',
    summary: 'End this session and take its cookie back.',
    access: 'admin',
    rate: 'write',
    status: 204,
    response: none,
    errors: [],
  },
  listAdminSessions: {
    method: 'GET',
    path: '/admin/sessions',
    summary: 'Own sessions as an administrator that live, the newest first; at most 100.',
    access: 'admin',
    rate: 'read',
    status: 200,
    response: z.object({ sessions: z.array(ownAdminSession) }),
    errors: [],
  },
  endAdminSession: {
    method: 'DELETE',
    path: '/admin/sessions/:id',
    summary: 'End one of the own sessions as an administrator.',
    access: 'admin',
    rate: 'write',
    params: idParam,
    status: 204,
    response: none,
    errors: ['session_not_found'],
  },
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
    rate: 'oversee',
    params: idParam,
    body: openingInput,
    status: 201,
    response: z.object({ opening, conversation: overseenConversation }),
    errors: [...ofConversation, 'conflict_of_interest'],
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
  makePack: {
    method: 'POST',
    path: '/admin/openings/:id/packs',
    summary: 'Have a dispute pack made of an opened conversation, as it is now: a signed archive, by a job.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    status: 201,
    response: z.object({ pack }),
    errors: ['opening_not_found'],
  },
  listPacks: {
    method: 'GET',
    path: '/admin/packs',
    summary: 'The latest hundred dispute packs of one’s own, the newest first.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    status: 200,
    response: z.object({ packs: z.array(pack) }),
    errors: [],
  },
  getPackFile: {
    method: 'GET',
    path: '/admin/packs/:id/file',
    summary:
      'Where the file of an own dispute pack can be had; null before it is made, and after seven days.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ file: packFile.nullable() }),
    errors: ['pack_not_found'],
  },
  findPeople: {
    method: 'POST',
    path: '/admin/people/search',
    summary: 'People by words of their name, e-mail address or id: fifty at most, by name.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    body: z.strictObject({ search: personSearch }),
    status: 200,
    response: z.object({ people: z.array(overseenPerson), hasMore: z.boolean() }),
    errors: [],
  },
  overseePerson: {
    method: 'GET',
    path: '/admin/people/:id',
    summary: 'One person, with their latest fifty sessions.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ person: overseenPerson, sessions: z.array(overseenSession) }),
    errors: ['user_not_found'],
  },
  suspendPerson: {
    method: 'POST',
    path: '/admin/people/:id/suspend',
    summary:
      'Let a person do nothing any more: their sessions end, and they can open none. Administrators only as owner.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: personActionInput,
    status: 200,
    response: z.object({ person: overseenPerson }),
    errors: ['user_not_found', 'conflict_of_interest'],
  },
  readmitPerson: {
    method: 'POST',
    path: '/admin/people/:id/readmit',
    summary: 'Take a suspension back.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: personActionInput,
    status: 200,
    response: z.object({ person: overseenPerson }),
    errors: ['user_not_found', 'conflict_of_interest'],
  },
  signPersonOut: {
    method: 'POST',
    path: '/admin/people/:id/sign-out',
    summary: 'End all sessions of a person; their sockets are closed.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: personActionInput,
    status: 200,
    response: z.object({ person: overseenPerson }),
    errors: ['user_not_found', 'conflict_of_interest'],
  },
  listAuditEntries: {
    method: 'GET',
    path: '/admin/audit',
    summary: 'Entries of the audit log, the newest first. Reading it is an entry too.',
    access: 'admin',
    permission: 'audit',
    rate: 'oversee',
    query: z.strictObject({ ...auditFilter, limit }),
    status: 200,
    response: z.object({ entries: z.array(auditEntry), nextCursor: cursor.nullable() }),
    errors: [],
  },
  exportAuditEntries: {
    method: 'GET',
    path: '/admin/audit/export',
    summary: 'Entries of the audit log with their hashes, the newest first, in pieces of a thousand.',
    access: 'admin',
    permission: 'audit',
    rate: 'oversee',
    query: z.strictObject(auditFilter),
    status: 200,
    response: z.object({ entries: z.array(exportedAuditEntry), nextCursor: cursor.nullable() }),
    errors: [],
  },
  proposeForPerson: {
    method: 'POST',
    path: '/admin/people/:id/proposals',
    summary: 'Propose to export, or to erase, all that there is of a person; another administrator decides.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: proposalInput,
    status: 201,
    response: z.object({ proposal }),
    errors: ['user_not_found', 'conflict_of_interest'],
  },
  listProposals: {
    method: 'GET',
    path: '/admin/proposals',
    summary: 'The latest hundred proposals, the newest first.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    status: 200,
    response: z.object({ proposals: z.array(proposal) }),
    errors: [],
  },
  decideProposal: {
    method: 'POST',
    path: '/admin/proposals/:id/decision',
    summary: 'Approve or refuse what another administrator has proposed. What is approved is done by a job.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: proposalDecision,
    status: 200,
    response: z.object({ proposal }),
    errors: ['proposal_not_found', 'proposal_decided', 'conflict_of_interest'],
  },
  listExportFiles: {
    method: 'GET',
    path: '/admin/proposals/:id/files',
    summary: 'Where the files of an export can be had; none before it is done, and none after seven days.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ files: z.array(exportFile) }),
    errors: ['proposal_not_found'],
  },
  holdPerson: {
    method: 'POST',
    path: '/admin/people/:id/holds',
    summary: 'Keep all that a person has written, and all that was written to them, from being erased.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: holdInput,
    status: 201,
    response: z.object({ hold }),
    errors: ['user_not_found'],
  },
  listHolds: {
    method: 'GET',
    path: '/admin/holds',
    summary: 'The legal holds that last, the latest first: a hundred at most.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    status: 200,
    response: z.object({ holds: z.array(hold) }),
    errors: [],
  },
  liftHold: {
    method: 'POST',
    path: '/admin/holds/:id/lift',
    summary: 'End a legal hold.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: liftInput,
    status: 200,
    response: z.object({ hold }),
    errors: ['hold_not_found'],
  },
  getMetrics: {
    method: 'GET',
    path: '/admin/metrics',
    summary: 'The instruments of the process that answers.',
    access: 'admin',
    rate: 'oversee',
    status: 200,
    response: z.object({ metrics: z.array(metric) }),
    errors: [],
  },
  getEngagement: {
    method: 'GET',
    path: '/admin/engagement',
    summary: 'How people answer each other, in the newest conversations.',
    access: 'admin',
    rate: 'oversee',
    status: 200,
    response: z.object({ engagement }),
    errors: [],
  },
  listDemoPeople: {
    method: 'GET',
    path: '/demo/people',
    summary: 'The people of the demo marketplace, for signing in with one tap. 404 outside the demo.',
    access: 'public',
    rate: 'read',
    status: 200,
    response: z.object({
      people: z.array(person.extend({ email: z.string(), roles: z.array(role) })),
      password: z.string(),
    }),
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
type RouteOf<N extends RouteName> = (typeof ROUTES)[N];
type Part<N extends RouteName, P extends string, K extends 'input' | 'output'> =
  RouteOf<N> extends Record<P, infer S extends z.ZodType>
    ? K extends 'input'
      ? z.input<S>
      : z.output<S>
    : undefined;

/** What a caller gives a route, before parsing. Query values are strings on the wire. */
export interface RouteInput<N extends RouteName> {
  params: Part<N, 'params', 'input'>;
  query: Part<N, 'query', 'input'>;
  body: Part<N, 'body', 'input'>;
}
/** What a handler gets, after parsing. */
export interface RouteParsed<N extends RouteName> {
  params: Part<N, 'params', 'output'>;
  query: Part<N, 'query', 'output'>;
  body: Part<N, 'body', 'output'>;
}
export type RouteResponse<N extends RouteName> = z.output<RouteOf<N>['response']>;
