import type { ClientEventInput, ClientEventName, ErrorCode, RouteInput, RouteName } from '@duet/contract';
import { DEMO_PASSWORD, people, type TestPerson } from '@duet/testkit';

/** Who asks. Customer and artist are the two whose things are asked for; the admin has no part in conversations. */
export const CALLERS = ['customer', 'artist', 'otherCustomer', 'otherArtist', 'admin'] as const;
export type Caller = (typeof CALLERS)[number];
/** Those without a session, too. */
export type AnyCaller = Caller | 'nobody' | 'ended';

export type Outcome = 'ok' | ErrorCode;
type Outcomes<C extends string = AnyCaller> = Readonly<Record<C, Outcome>>;

/** What belongs to customer and artist, or, in the same form, what is not there. */
export interface Things {
  readonly customerId: string;
  readonly artistId: string;
  readonly conversationId: string;
  readonly bookingId: string;
  /** The customer's own: a message, and a session. */
  readonly messageId: string;
  readonly clientMessageId: string;
  readonly sessionId: string;
  /** The artist's, of the customer. */
  readonly reportId: string;
  /** In a message of the customer's. */
  readonly imageId: string;
  /** The admin's, of the conversation. */
  readonly openingId: string;
  readonly packId: string;
  /** The admin's, and about the customer. */
  readonly proposalId: string;
  readonly holdId: string;
}

interface Row<Input, C extends string> {
  /** An input that is valid, and asks for these things. */
  input(things: Things, caller: { person: TestPerson; accessToken: string; refreshToken: string }): Input;
  readonly outcomes: Outcomes<C>;
}

const none = { params: undefined, query: undefined, body: undefined };

/** Everybody alike, signed in or not. */
const anybody = (outcome: Outcome): Outcomes => ({
  nobody: outcome,
  ended: outcome,
  ...withSession(outcome),
});
const withSession = (outcome: Outcome): Outcomes<Caller> => ({
  customer: outcome,
  artist: outcome,
  otherCustomer: outcome,
  otherArtist: outcome,
  admin: outcome,
});
/** What is everybody's own. */
const own: Outcomes = { ...withSession('ok'), nobody: 'auth_required', ended: 'session_revoked' };
/** What is the two's, and not there for anybody else. */
const parties = (absent: ErrorCode, outcome: Outcome = 'ok'): Outcomes => ({
  ...own,
  ...withSession(absent),
  customer: outcome,
  artist: outcome,
});
/** What is the customer's alone, in a place that is the two's. */
const author = (absent: ErrorCode, notTheirs: ErrorCode): Outcomes => ({
  ...parties(absent),
  artist: notTheirs,
});

/** What only administrators may, and whoever has a session of the app instead is told so. */
const admins = (outcome: Outcome = 'ok'): Outcomes => ({
  ...own,
  ...withSession('forbidden'),
  admin: outcome,
});

/** For every route: who may. A route without a row does not compile. */
export const ROUTE_ROWS: { readonly [N in RouteName]: Row<RouteInput<N>, AnyCaller> } = {
  login: {
    input: (_things, { person }) => ({ ...none, body: { email: person.email, password: DEMO_PASSWORD } }),
    outcomes: anybody('ok'),
  },
  refresh: {
    input: (_things, { refreshToken }) => ({ ...none, body: { refreshToken } }),
    outcomes: { ...anybody('ok'), nobody: 'refresh_invalid', ended: 'refresh_invalid' },
  },
  logout: { input: () => none, outcomes: own },
  logoutEverywhere: { input: () => none, outcomes: own },
  listSessions: { input: () => none, outcomes: own },
  endSession: {
    input: ({ sessionId }) => ({ ...none, params: { id: sessionId } }),
    outcomes: { ...parties('session_not_found'), artist: 'session_not_found' },
  },
  changePassword: {
    // Changing it in earnest would keep the others from signing in.
    input: () => ({ ...none, body: { currentPassword: 'not the one', newPassword: 'long enough' } }),
    outcomes: { ...own, ...withSession('wrong_password') },
  },
  getMe: { input: () => none, outcomes: own },
  updateMe: {
    input: (_things, { person }) => ({
      ...none,
      body: { name: person.name, settings: { showPresence: true } },
    }),
    outcomes: own,
  },
  listConversations: { input: () => ({ ...none, query: { role: 'customer' } }), outcomes: own },
  createConversation: {
    input: ({ customerId, artistId, bookingId }) => ({ ...none, body: { customerId, artistId, bookingId } }),
    outcomes: parties('user_not_found'),
  },
  getConversation: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId } }),
    outcomes: parties('conversation_not_found'),
  },
  updateConversation: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId }, body: { archived: false } }),
    outcomes: parties('conversation_not_found'),
  },
  readConversation: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId }, body: { upToSeq: 1 } }),
    outcomes: parties('conversation_not_found'),
  },
  listConversationBookings: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId } }),
    outcomes: parties('conversation_not_found'),
  },
  listMessages: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId }, query: {} }),
    outcomes: parties('conversation_not_found'),
  },
  sendMessage: {
    input: ({ conversationId }) => ({
      ...none,
      params: { id: conversationId },
      body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'Hello.' },
    }),
    outcomes: parties('conversation_not_found'),
  },
  editMessage: {
    input: ({ conversationId, clientMessageId }) => ({
      ...none,
      params: { id: conversationId, clientMessageId },
      body: { editId: crypto.randomUUID(), content: 'Hello again.' },
    }),
    outcomes: author('conversation_not_found', 'message_not_found'),
  },
  unsendMessage: {
    input: ({ conversationId, clientMessageId }) => ({
      ...none,
      params: { id: conversationId, clientMessageId },
    }),
    outcomes: author('conversation_not_found', 'message_not_found'),
  },
  getMessage: {
    input: ({ messageId }) => ({ ...none, params: { id: messageId } }),
    outcomes: parties('message_not_found'),
  },
  readMessage: {
    input: ({ messageId }) => ({ ...none, params: { id: messageId } }),
    outcomes: parties('message_not_found'),
  },
  requestImageUpload: {
    input: ({ conversationId }) => ({
      ...none,
      params: { id: conversationId },
      body: { contentType: 'image/jpeg' },
    }),
    outcomes: parties('conversation_not_found'),
  },
  completeImage: {
    input: ({ imageId }) => ({ ...none, params: { id: imageId } }),
    outcomes: author('image_not_found', 'image_not_found'),
  },
  renewImageUrls: {
    input: ({ imageId }) => ({ ...none, body: { ids: [imageId] } }),
    outcomes: parties('image_not_found'),
  },
  getUnreadCount: { input: () => ({ ...none, query: { role: 'artist' } }), outcomes: own },
  listBookings: { input: () => ({ ...none, query: { role: 'customer' } }), outcomes: own },
  getBooking: {
    input: ({ bookingId }) => ({ ...none, params: { id: bookingId } }),
    outcomes: parties('booking_not_found'),
  },
  updateBookingStatus: {
    // Of a version it never had, so that whoever may is told so, and the next one finds it as it was.
    input: ({ bookingId }) => ({
      ...none,
      params: { id: bookingId },
      body: { status: 'cancelled', version: 999 },
    }),
    outcomes: parties('booking_not_found', 'booking_changed'),
  },
  sync: { input: () => ({ ...none, query: {} }), outcomes: own },
  // No session opens what is for the host marketplace's servers; see integration.db.test.ts for those.
  upsertHostUser: {
    input: ({ customerId }) => ({
      ...none,
      params: { externalId: customerId },
      body: { version: 1, name: 'Dora', roles: ['customer'] },
    }),
    outcomes: anybody('key_invalid'),
  },
  endHostUserSessions: {
    input: ({ customerId }) => ({ ...none, params: { externalId: customerId } }),
    outcomes: anybody('key_invalid'),
  },
  upsertHostBooking: {
    input: ({ bookingId, customerId, artistId }) => ({
      ...none,
      params: { externalId: bookingId },
      body: {
        version: 1,
        code: 'SHOP-1',
        customerId,
        artistId,
        title: 'Portrait',
        startsAt: '2027-06-01T10:00:00Z',
        endsAt: '2027-06-01T12:00:00Z',
        price: 12_000,
        currency: 'EUR',
        status: 'requested',
      },
    }),
    outcomes: anybody('key_invalid'),
  },
  updateHostBookingStatus: {
    input: ({ bookingId }) => ({
      ...none,
      params: { externalId: bookingId },
      body: { version: 2, status: 'accepted' },
    }),
    outcomes: anybody('key_invalid'),
  },
  adminSignIn: {
    input: (_things, { person }) => ({ ...none, body: { email: person.email, password: DEMO_PASSWORD } }),
    outcomes: { ...anybody('invalid_credentials'), admin: 'ok' },
  },
  getAdminSession: { input: () => none, outcomes: admins() },
  beginSecondFactor: {
    input: () => ({ ...none, body: { password: DEMO_PASSWORD } }),
    outcomes: admins(),
  },
  confirmSecondFactor: {
    input: () => ({ ...none, body: { enrolment: 'of-nobody', code: '000000' } }),
    outcomes: admins('second_factor_invalid'),
  },
  adminSignOut: { input: () => none, outcomes: admins() },
  listAdminSessions: { input: () => none, outcomes: admins() },
  endAdminSession: {
    input: ({ sessionId }) => ({ ...none, params: { id: sessionId } }),
    outcomes: admins('session_not_found'),
  },
  findConversations: {
    input: ({ customerId }) => ({ ...none, query: { personId: customerId } }),
    outcomes: admins(),
  },
  overseeConversation: {
    input: ({ conversationId }) => ({ ...none, params: { id: conversationId } }),
    outcomes: admins(),
  },
  openConversation: {
    input: ({ conversationId }) => ({
      ...none,
      params: { id: conversationId },
      body: { caseId: 'D-1', reason: 'A dispute that has to be settled.' },
    }),
    outcomes: admins(),
  },
  listOpenings: { input: () => none, outcomes: admins() },
  readOpening: {
    input: ({ openingId }) => ({ ...none, params: { id: openingId }, query: {} }),
    outcomes: admins(),
  },
  searchOpening: {
    input: ({ openingId }) => ({ ...none, params: { id: openingId }, body: { words: 'hello' } }),
    outcomes: admins(),
  },
  makePack: { input: ({ openingId }) => ({ ...none, params: { id: openingId } }), outcomes: admins() },
  listPacks: { input: () => none, outcomes: admins() },
  getPackFile: { input: ({ packId }) => ({ ...none, params: { id: packId } }), outcomes: admins() },
  findPeople: { input: () => ({ ...none, body: { search: 'alice' } }), outcomes: admins() },
  overseePerson: {
    input: ({ customerId }) => ({ ...none, params: { id: customerId } }),
    outcomes: admins(),
  },
  suspendPerson: {
    // Oneself, since the others are still to ask; and that is one thing that not even an owner may.
    input: (_things, { person }) => ({
      ...none,
      params: { id: person.id },
      body: { reason: 'To see who may.' },
    }),
    outcomes: admins('conflict_of_interest'),
  },
  readmitPerson: {
    input: ({ customerId }) => ({
      ...none,
      params: { id: customerId },
      body: { reason: 'To see who may.' },
    }),
    outcomes: admins(),
  },
  signPersonOut: {
    input: ({ customerId }) => ({
      ...none,
      params: { id: customerId },
      body: { reason: 'To see who may.' },
    }),
    outcomes: admins(),
  },
  resetSecondFactor: {
    input: (_things, { person }) => ({
      ...none,
      params: { id: person.id },
      body: { reason: 'To see who may.' },
    }),
    outcomes: admins('conflict_of_interest'),
  },
  listAuditEntries: { input: () => ({ ...none, query: {} }), outcomes: admins() },
  exportAuditEntries: { input: () => ({ ...none, query: {} }), outcomes: admins() },
  proposeForPerson: {
    input: ({ customerId }) => ({
      ...none,
      params: { id: customerId },
      body: { kind: 'export', caseId: 'D-1', reason: 'To see who may propose.' },
    }),
    outcomes: admins(),
  },
  listProposals: { input: () => none, outcomes: admins() },
  decideProposal: {
    // What the admin has proposed themselves, which another one has to decide.
    input: ({ proposalId }) => ({
      ...none,
      params: { id: proposalId },
      body: { approve: true, reason: 'To see who may approve.' },
    }),
    outcomes: admins('conflict_of_interest'),
  },
  listExportFiles: {
    input: ({ proposalId }) => ({ ...none, params: { id: proposalId } }),
    outcomes: admins(),
  },
  holdPerson: {
    input: ({ customerId }) => ({
      ...none,
      params: { id: customerId },
      body: { caseId: 'D-1', reason: 'To see who may hold.' },
    }),
    outcomes: admins(),
  },
  listHolds: { input: () => none, outcomes: admins() },
  liftHold: {
    input: ({ holdId }) => ({ ...none, params: { id: holdId }, body: { reason: 'To see who may lift.' } }),
    outcomes: admins(),
  },
  tellContactWarning: {
    input: () => ({ ...none, body: { kinds: ['phone'], outcome: 'sent' } }),
    outcomes: own,
  },
  reportPeer: {
    // Of the customer's message, which is the artist's to report.
    input: ({ conversationId, messageId }) => ({
      ...none,
      params: { id: conversationId },
      body: { clientReportId: crypto.randomUUID(), messageId, reason: 'spam' },
    }),
    outcomes: { ...parties('conversation_not_found'), customer: 'message_not_found' },
  },
  listReports: { input: () => ({ ...none, query: {} }), outcomes: own },
  listReportQueue: { input: () => ({ ...none, query: {} }), outcomes: admins() },
  overseeReport: { input: ({ reportId }) => ({ ...none, params: { id: reportId } }), outcomes: admins() },
  openReport: { input: ({ reportId }) => ({ ...none, params: { id: reportId } }), outcomes: admins() },
  decideReport: {
    input: ({ reportId }) => ({
      ...none,
      params: { id: reportId },
      body: { outcome: 'dismissed', reason: 'To see who may decide.' },
    }),
    outcomes: admins(),
  },
  getMetrics: { input: () => none, outcomes: admins() },
  getEngagement: { input: () => none, outcomes: admins() },
  listDemoPeople: { input: () => none, outcomes: anybody('ok') },
};

/** For every event: who may, of those who got a socket. */
export const EVENT_ROWS: { readonly [E in ClientEventName]: Row<ClientEventInput<E>, Caller> } = {
  'join:conversation': {
    input: ({ conversationId }) => ({ conversationId }),
    outcomes: parties('conversation_not_found'),
  },
  // What is not watched need not be there either.
  'leave:conversation': { input: ({ conversationId }) => ({ conversationId }), outcomes: own },
  'message:send': {
    input: ({ conversationId }) => ({
      conversationId,
      type: 'text',
      clientMessageId: crypto.randomUUID(),
      content: 'Hello.',
    }),
    outcomes: parties('conversation_not_found'),
  },
  'message:edit': {
    input: ({ conversationId, clientMessageId }) => ({
      conversationId,
      clientMessageId,
      editId: crypto.randomUUID(),
      content: 'Hello again.',
    }),
    outcomes: author('conversation_not_found', 'message_not_found'),
  },
  'message:unsend': {
    input: ({ conversationId, clientMessageId }) => ({ conversationId, clientMessageId }),
    outcomes: author('conversation_not_found', 'message_not_found'),
  },
  'message:read': {
    input: ({ conversationId }) => ({ conversationId, upToSeq: 1 }),
    outcomes: parties('conversation_not_found'),
  },
  'message:delivered': {
    input: ({ conversationId }) => ({ conversationId, upToSeq: 1 }),
    outcomes: parties('conversation_not_found'),
  },
  'conversation:update': {
    input: ({ conversationId }) => ({ conversationId, markedUnread: false }),
    outcomes: parties('conversation_not_found'),
  },
  'typing:start': {
    input: ({ conversationId }) => ({ conversationId }),
    outcomes: parties('conversation_not_found'),
  },
  'typing:stop': {
    input: ({ conversationId }) => ({ conversationId }),
    outcomes: parties('conversation_not_found'),
  },
  'session:renew': { input: (_things, { accessToken }) => ({ token: accessToken }), outcomes: own },
  'connection:check': { input: () => ({}), outcomes: own },
};

/** Who plays whom. */
export const CAST: Readonly<Record<Caller, TestPerson>> = {
  customer: people.alice,
  artist: people.bruno,
  otherCustomer: people.carol,
  otherArtist: {
    id: '01900000-0000-7000-8000-0000000d02a0',
    name: 'Dora',
    email: 'dora@duet.example',
    roles: ['artist'],
  },
  admin: people.ada,
};
