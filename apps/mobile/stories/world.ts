import {
  ROUTES,
  type Booking,
  type ClientEventInput,
  type ClientEventName,
  type ClientEventOutput,
  type Conversation,
  type ErrorCode,
  type Message,
  type OwnReport,
  type OwnSession,
  type Presence,
  type RouteInput,
  type RouteName,
  type RouteResponse,
  type User,
} from '@duet/contract';
import type { ChatClient } from '@duet/chat-client';
import { ada, ago, alice, bruno, id, priya } from './facts.ts';

type Eventually<T> = T | Promise<T>;
type Answers = { [N in RouteName]?: (input: RouteInput<N>) => Eventually<RouteResponse<N>> };
type Acks = { [E in ClientEventName]?: (input: ClientEventInput<E>) => Eventually<ClientEventOutput<E>> };

/** What the server of a story knows, and how it behaves where it does not behave as servers do. */
export interface World {
  /** Who is signed in; null: nobody. */
  readonly viewer: User | null;
  readonly conversations: readonly Conversation[];
  readonly messages: readonly Message[];
  readonly bookings: readonly Booking[];
  readonly sessions: readonly OwnSession[];
  readonly reports: readonly OwnReport[];
  readonly presence: Partial<Presence>;
  /** The other person types, in these conversations. */
  readonly typing: readonly string[];
  /** The socket connects; without one, requests are answered all the same. */
  readonly online: boolean;
  readonly answers: Answers;
  readonly acks: Acks;
  /** How much of a picture that is uploaded gets through, from 0 to 1, or the status that it is refused with. */
  readonly uploads: number;
  /** What the person has done by the time they are looked at. */
  readonly done: (client: ChatClient) => Eventually<void>;
}

/** Alice is signed in, and has nothing. */
export const EMPTY: World = {
  viewer: alice,
  conversations: [],
  messages: [],
  bookings: [],
  sessions: [
    {
      id: id('51'),
      device: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/148.0 Safari/537.36',
      createdAt: ago(10_000),
      renewedAt: ago(1),
      current: true,
    },
  ],
  presence: { online: true },
  reports: [],
  typing: [],
  online: true,
  answers: {},
  acks: {},
  uploads: 1,
  done: () => undefined,
};

/** What a server refuses with. */
export class Refusal extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

export function refuse(code: ErrorCode): never {
  throw new Refusal(code);
}

/** Has no end while the story is looked at. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** How a server answers that has nothing against anybody. */
export function answersOf(world: World): Answers {
  const viewer = world.viewer ?? alice;
  const find = (conversationId: string) =>
    world.conversations.find(({ id: known }) => known === conversationId) ?? refuse('conversation_not_found');
  return {
    listDemoPeople: () => ({ people: [alice, bruno, priya, ada], password: 'duet-demo' }),
    login: () => ({ accessToken: 'access', refreshToken: 'refresh', user: viewer }),
    logout: () => ({}),
    logoutEverywhere: () => ({}),
    getMe: () => ({ user: viewer }),
    updateMe: ({ body: { settings = {} } }) => {
      const { readReceipts = viewer.settings.readReceipts, showPresence = viewer.settings.showPresence } =
        settings;
      return { user: { ...viewer, settings: { readReceipts, showPresence } } };
    },
    listSessions: () => ({ sessions: [...world.sessions] }),
    endSession: () => ({}),
    listReports: () => ({ reports: [...world.reports], nextCursor: null }),
    reportPeer: never,
    tellContactWarning: () => ({}),
    sync: () => ({
      ...{ cursor: 'now', epoch: id('e0'), reset: false, hasMore: false },
      ...{ conversations: [], bookings: [] },
    }),
    listConversations: ({ query: { role, filter, search } }) => ({
      conversations: world.conversations.filter(
        (one) =>
          one.me.role === role &&
          (search === undefined
            ? isShown(one, filter)
            : one.peer.user.name.toLowerCase().includes(search.toLowerCase())),
      ),
      nextCursor: null,
    }),
    getConversation: ({ params }) => ({ conversation: find(params.id) }),
    updateConversation: ({ params }) => ({ conversation: find(params.id) }),
    listBookings: ({ query: { role } }) => ({
      bookings: world.bookings.filter((one) => one[`${role}Id`] === viewer.id),
      nextCursor: null,
    }),
    listConversationBookings: ({ params }) => ({
      bookings: world.bookings.filter(({ conversationId }) => conversationId === params.id),
    }),
    listMessages: ({ params, query }) => pageOf(world.messages, params.id, query),
    getMessage: ({ params }) => ({
      message: world.messages.find((one) => one.id === params.id) ?? refuse('message_not_found'),
    }),
    sendMessage: never,
    renewImageUrls: () => refuse('image_not_found'),
    requestImageUpload: () => ({ imageId: id('90'), url: '/upload', fields: {}, expiresAt: ago(-60) }),
    getUnreadCount: ({ query }) => ({
      unreadCount: world.conversations
        .filter(({ me }) => me.role === query.role && me.archivedAt === null)
        .reduce((sum, { me }) => sum + me.unreadCount, 0),
    }),
    getBooking: ({ params }) => ({
      booking: world.bookings.find((one) => one.id === params.id) ?? refuse('booking_not_found'),
    }),
  };
}

/** The same of what the socket is asked. Messages that are sent stay on their way. */
export function acksOf(world: World): Acks {
  return {
    'join:conversation': ({ conversationId }) => {
      const peer = world.conversations.find((one) => one.id === conversationId)?.peer.user.id ?? bruno.id;
      return { presence: { userId: peer, online: false, lastSeenAt: null, ...world.presence } };
    },
    'message:read': ({ conversationId, upToSeq }) => ({
      ...{ conversationId, readSeq: upToSeq, unreadCount: 0 },
      ...{ lastSeq: upToSeq, version: 2 },
    }),
    'message:delivered': () => ({}),
    'connection:check': () => ({}),
    'conversation:update': never,
    'message:send': never,
    'message:edit': never,
    'message:unsend': never,
  };
}

function isShown({ me, waitingOn }: Conversation, filter: string | undefined): boolean {
  if (filter === 'archived') return me.archivedAt !== null;
  if (me.archivedAt !== null) return false;
  if (filter === 'unread') return me.unreadCount > 0 || me.markedUnread;
  return filter === 'waiting' ? waitingOn === me.role : true;
}

const PAGE = 30;

function pageOf(
  all: readonly Message[],
  conversationId: string,
  { beforeSeq, afterSeq, aroundSeq, type }: RouteInput<'listMessages'>['query'],
): RouteResponse<'listMessages'> {
  const found = all.filter(
    (one) => one.conversationId === conversationId && (type === undefined || one.type === type),
  );
  const first = found.findIndex(({ seq }) => seq > Number(afterSeq ?? Number(aroundSeq ?? 0) - PAGE / 2));
  const page =
    afterSeq !== undefined || aroundSeq !== undefined
      ? found.slice(first === -1 ? found.length : first).slice(0, PAGE)
      : found.filter(({ seq }) => seq < Number(beforeSeq ?? Infinity)).slice(-PAGE);
  const hasMore =
    page.length > 0 && (afterSeq === undefined ? page[0] !== found[0] : page.at(-1) !== found.at(-1));
  return { messages: page, hasMore };
}

/** The route that a request is made by, and what it says in its path. */
export function routeOf(
  method: string,
  path: string,
): { name: RouteName; params: Record<string, string> } | undefined {
  for (const [name, route] of Object.entries(ROUTES)) {
    const pattern = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const match = route.method === method ? pattern.exec(path) : null;
    if (match) return { name: name as RouteName, params: { ...match.groups } };
  }
  return undefined;
}
