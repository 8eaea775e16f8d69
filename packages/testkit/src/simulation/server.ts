import {
  API_PREFIX,
  AppError,
  ERRORS,
  ROUTES,
  type Ack,
  type ClientEventInput,
  type ClientEventName,
  type ClientEventOutput,
  type Message,
  type Route,
  type RouteInput,
  type RouteName,
  type RouteResponse,
  type ServerEventName,
  type ServerEventPayload,
} from '@duet/contract';
import { peerOf } from '../rules.ts';
import type { TestPerson } from '../people.ts';
import type { Chance } from './chance.ts';
import { changesFor } from './changes.ts';
import type { SimulatedDatabase } from './database.ts';
import { formOf, pageOf, viewOf, type Access, type ConversationRow } from './rows.ts';
import { SimulatedSessions, type Actor } from './sessions.ts';
import type { SimulatedTime } from './time.ts';

export interface ServerRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface ServerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The server's end of a connection. */
export interface ServerSocket {
  readonly actor: Actor;
  send(event: ServerEventName, payload: unknown): void;
  close(): void;
}

/** The caller, and the socket that asks, which has the answer and needs no event. */
interface Caller extends Actor {
  readonly socket?: ServerSocket;
}

type RouteHandlers = {
  readonly [N in RouteName]?: (input: RouteInput<N>, caller: Caller) => RouteResponse<N>;
};
type EventHandlers = {
  readonly [E in ClientEventName]: (input: ClientEventInput<E>, caller: Caller) => ClientEventOutput<E>;
};

const PATTERNS = Object.entries(ROUTES as Record<RouteName, Route>).map(([name, { method, path }]) => ({
  name: name as RouteName,
  method,
  parameters: [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter!),
  pattern: new RegExp(`^${API_PREFIX}${path.replaceAll(/:\w+/g, '([^/]+)')}$`),
}));

/**
 * The server, as the contract describes it: what it answers, and whom it tells what. It takes its time, may be busy,
 * and may end at any moment, between commit and publishing too; only the database and the sessions outlive that.
 */
export class SimulatedServer {
  readonly sessions: SimulatedSessions;
  readonly #time: SimulatedTime;
  readonly #chance: Chance;
  readonly #database: SimulatedDatabase;
  readonly #people: readonly TestPerson[];
  readonly #sockets = new Set<ServerSocket>();
  /** Identifies the present run; undefined while there is none. */
  #run: object | undefined = {};
  busy = false;

  constructor(parts: {
    time: SimulatedTime;
    chance: Chance;
    database: SimulatedDatabase;
    people: readonly TestPerson[];
  }) {
    this.#time = parts.time;
    this.#chance = parts.chance;
    this.#database = parts.database;
    this.#people = parts.people;
    this.sessions = new SimulatedSessions(parts.time);
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  kill(): void {
    this.#run = undefined;
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  start(): void {
    this.#run ??= {};
  }

  /** Takes a request; `answer` is called with undefined when the server ends before it could. */
  request(request: ServerRequest, answer: (answer: ServerAnswer | undefined) => void): void {
    const run = this.#run;
    this.#soon(() => {
      if (!run || this.#run !== run) return answer(undefined);
      const answered = this.#answer(request);
      // It has committed, and may end before it says so.
      this.#soon(() => answer(this.#run === run ? answered : undefined));
    });
  }

  /** Takes a socket. @throws AppError when its token is not good */
  accept(token: string, { send, close }: Pick<ServerSocket, 'send' | 'close'>): ServerSocket {
    if (this.busy) throw new AppError('busy', { retryAfterMs: 500 });
    const socket = { actor: this.sessions.authenticate(token), send, close };
    this.#sockets.add(socket);
    return socket;
  }

  drop(socket: ServerSocket): void {
    this.#sockets.delete(socket);
  }

  /** Takes an event of a socket. */
  event(socket: ServerSocket, event: string, input: unknown, acknowledge: (ack: Ack<unknown>) => void): void {
    const run = this.#run;
    this.#soon(() => {
      if (!run || this.#run !== run || !this.#sockets.has(socket)) return;
      if (!this.sessions.isOpen(socket.actor)) return this.#revoke(socket.actor);
      let ack: Ack<unknown>;
      try {
        if (this.busy) throw new AppError('busy', { retryAfterMs: 500 });
        const handle = this.#events[event as ClientEventName] as (input: unknown, caller: Caller) => unknown;
        ack = { ok: true, data: handle(input, { ...socket.actor, socket }) };
      } catch (error) {
        ack = { ok: false, error: asAppError(error).toObject('r') };
      }
      this.#soon(() => this.#run === run && acknowledge(ack));
    });
  }

  /** The marketplace changes the booking the people speak of. */
  changeBooking(): void {
    const { row, message, appeared } = this.#database.changeBooking();
    this.#tellStored(row, message, appeared);
  }

  #answer({ method, path, token, body }: ServerRequest): ServerAnswer {
    try {
      if (this.busy) throw new AppError('busy', { retryAfterMs: 500 });
      const url = new URL(path, 'http://duet');
      for (const { name, method: expected, pattern, parameters } of PATTERNS) {
        const match = expected === method && pattern.exec(url.pathname);
        if (!match) continue;
        const params = Object.fromEntries(
          parameters.map((parameter, index) => [parameter, match[index + 1]!]),
        );
        const handle = this.#routes[name] as ((input: unknown, caller: Caller) => unknown) | undefined;
        if (!handle) break;
        const { status, access } = ROUTES[name];
        const caller = access === 'public' ? NOBODY : this.sessions.authenticate(token ?? '');
        return {
          status,
          body: handle({ params, query: Object.fromEntries(url.searchParams), body }, caller),
        };
      }
      throw new Error(`The simulated server does not know ${method} ${url.pathname}.`);
    } catch (error) {
      const refused = asAppError(error);
      return { status: ERRORS[refused.code].http, body: { error: refused.toObject('r') } };
    }
  }

  readonly #routes: RouteHandlers = {
    login: ({ body }) => this.sessions.signIn(this.#people.find(({ email }) => email === body.email)!),
    refresh: ({ body }) => this.sessions.refresh(body.refreshToken),
    logout: (_input, caller) => {
      this.sessions.end(caller);
      this.#revoke(caller);
      return {};
    },
    listConversations: ({ query: { role, filter } }, { user }) => ({
      conversations: this.#database
        .listed(user.id, role)
        .filter(({ row, side }) => (row.sides[side].archivedAt !== null) === (filter === 'archived'))
        .map((access) => viewOf(access)),
      nextCursor: null,
    }),
    createConversation: ({ body: { customerId, artistId } }, { user }) => {
      const { row, opened } = this.#database.open(customerId, artistId, user.id);
      if (opened) this.#tellUpdated(row);
      return { conversation: viewOf(this.#database.access(row.id, user.id)) };
    },
    getConversation: ({ params }, { user }) => ({
      conversation: viewOf(this.#database.access(params.id, user.id)),
    }),
    updateConversation: ({ params, body }, caller) => this.#update(params.id, body, caller),
    listMessages: ({ params, query: { beforeSeq, afterSeq } }, { user }) =>
      pageOf(this.#database.access(params.id, user.id), {
        ...(beforeSeq === undefined ? {} : { beforeSeq: Number(beforeSeq) }),
        ...(afterSeq === undefined ? {} : { afterSeq: Number(afterSeq) }),
      }),
    getMessage: ({ params }, { user }) => ({ message: this.#database.message(params.id, user.id) }),
    sendMessage: ({ params, body }, caller) => this.#send(params.id, body, caller),
    editMessage: ({ params: { id, clientMessageId }, body }, caller) =>
      this.#edit({ conversationId: id, clientMessageId, ...body }, caller),
    unsendMessage: ({ params: { id, clientMessageId } }, caller) =>
      this.#unsend({ conversationId: id, clientMessageId }, caller),
    getUnreadCount: ({ query }, { user }) => ({
      unreadCount: this.#database.unreadTotal(user.id, query.role),
    }),
    getBooking: () => ({ booking: { ...this.#database.booking } }),
    readConversation: ({ params, body }, caller) => ({
      readState: this.#read({ conversationId: params.id, ...body }, caller),
    }),
    sync: ({ query }, { user }) =>
      changesFor(user.id, query.cursor, { database: this.#database, now: this.#time.now }),
  };

  readonly #events: EventHandlers = {
    'join:conversation': ({ conversationId }, { user }) => {
      const { row, side } = this.#database.access(conversationId, user.id);
      const { id } = row.sides[peerOf(side)].person;
      const online = [...this.#sockets].some(({ actor }) => actor.user.id === id);
      return { presence: { userId: id, online, lastSeenAt: null } };
    },
    'leave:conversation': () => ({}),
    'message:send': ({ conversationId, ...draft }, caller) => this.#send(conversationId, draft, caller),
    'message:edit': (input, caller) => this.#edit(input, caller),
    'message:unsend': (input, caller) => this.#unsend(input, caller),
    'message:read': (input, caller) => this.#read(input, caller),
    'message:delivered': ({ conversationId, upToSeq }, { user }) => {
      const access = this.#database.access(conversationId, user.id);
      if (this.#database.advance(access, 'delivered', upToSeq)) {
        const watermark = this.#watermark(access, upToSeq);
        this.#announce(access.row, () => this.#tellPeer(access, 'message:delivered', watermark));
      }
      return {};
    },
    'conversation:update': ({ conversationId, ...change }, caller) =>
      this.#update(conversationId, change, caller),
    'typing:start': (input, caller) => this.#type(input.conversationId, true, caller),
    'typing:stop': (input, caller) => this.#type(input.conversationId, false, caller),
    'session:renew': ({ token }) => {
      this.sessions.authenticate(token);
      return {};
    },
    'connection:check': () => ({}),
  };

  #send(
    conversationId: string,
    draft: RouteInput<'sendMessage'>['body'],
    { user, socket }: Caller,
  ): RouteResponse<'sendMessage'> {
    const access = this.#database.access(conversationId, user.id);
    const { message, created, appeared } = this.#database.append(access, draft);
    if (created) this.#tellStored(access.row, message, appeared, socket);
    return { message, created };
  }

  #edit(input: ClientEventInput<'message:edit'>, { user, socket }: Caller) {
    const access = this.#database.access(input.conversationId, user.id);
    const edited = this.#database.edit(access, input.clientMessageId, input.editId, input.content);
    return this.#tellRevised(access, edited, socket);
  }

  #unsend(input: ClientEventInput<'message:unsend'>, { user, socket }: Caller) {
    const access = this.#database.access(input.conversationId, user.id);
    return this.#tellRevised(access, this.#database.unsend(access, input.clientMessageId), socket);
  }

  #update(id: string, change: RouteInput<'updateConversation'>['body'], { user, socket }: Caller) {
    const access = this.#database.access(id, user.id);
    const changed = this.#database.update(access, change);
    const conversation = viewOf(access);
    if (changed) {
      const tell = () => this.#publish(user.id, 'conversation:updated', { conversation }, socket);
      this.#announce(access.row, tell);
    }
    return { conversation };
  }

  #read({ conversationId, upToSeq }: ClientEventInput<'message:read'>, { user, socket }: Caller) {
    const access = this.#database.access(conversationId, user.id);
    const concerns = this.#database.advance(access, 'read', upToSeq);
    const state = this.#database.readState(access);
    if (concerns) {
      const watermark = this.#watermark(access, state.readSeq);
      const { unreadCount, lastSeq, version } = state;
      this.#announce(access.row, () => {
        this.#publish(user.id, 'message:read', { ...watermark, unreadCount, lastSeq, version }, socket);
        if (concerns === 'both') this.#tellPeer(access, 'message:read', watermark);
      });
    }
    return state;
  }

  #type(conversationId: string, typing: boolean, { user }: Caller) {
    const access = this.#database.access(conversationId, user.id);
    this.#tellPeer(access, 'user:typing', { conversationId, userId: user.id, typing });
    return {};
  }

  #watermark({ row, side }: Access, upToSeq: number) {
    return { conversationId: row.id, side, upToSeq, at: new Date(this.#time.now).toISOString() };
  }

  #tellStored(row: ConversationRow, message: Message, appeared: boolean, except?: ServerSocket): void {
    this.#announce(row, () => {
      if (appeared) this.#tellUpdated(row);
      this.#tellBoth(row, 'message:new', toNews(message), except);
    });
  }

  #tellRevised(
    { row }: Access,
    { message, changed }: { message: Message; changed: boolean },
    except?: ServerSocket,
  ) {
    if (changed) this.#announce(row, () => this.#tellBoth(row, 'message:updated', { message }, except));
    return { message };
  }

  /**
   * Tells of what was just committed. Now and then nobody does before the next look at the log of commits: that tells
   * of what the transaction changed as it stands then.
   */
  #announce(row: ConversationRow, tell: () => void): void {
    if (!this.#chance.holds(0.02)) return tell();
    const { transaction } = this.#database;
    this.#later(2_000 + this.#chance.upTo(2_000), () => {
      this.#tellUpdated(row, transaction);
      for (const { seq, changed } of row.revised) {
        const message = formOf(row, row.messages[seq - 1]!);
        if (changed === transaction) this.#tellBoth(row, 'message:updated', { message });
      }
      const stored = row.messages[row.origins.findIndex((origin) => origin.transaction === transaction)];
      if (stored?.revision === 0) this.#tellBoth(row, 'message:new', toNews(formOf(row, stored)));
    });
  }

  /** Tells each side how it sees the conversation; or those to whom it has looked different since a transaction. */
  #tellUpdated(row: ConversationRow, transaction?: number): void {
    for (const side of ['customer', 'artist'] as const) {
      const { opened, person, changed } = row.sides[side];
      if (!opened || (transaction !== undefined && changed < transaction)) continue;
      const conversation = viewOf({ row, side });
      this.#publish(person.id, 'conversation:updated', { conversation });
    }
  }

  #tellBoth<E extends ServerEventName>(
    row: ConversationRow,
    event: E,
    payload: ServerEventPayload<E>,
    except?: ServerSocket,
  ): void {
    for (const { person } of Object.values(row.sides)) this.#publish(person.id, event, payload, except);
  }

  #tellPeer<E extends ServerEventName>(
    { row, side }: Access,
    event: E,
    payload: ServerEventPayload<E>,
  ): void {
    this.#publish(row.sides[peerOf(side)].person.id, event, payload);
  }

  /** After the commit, at some moment: two events need not go out in the order of their commits. */
  #publish<E extends ServerEventName>(
    userId: string,
    event: E,
    payload: ServerEventPayload<E>,
    except?: ServerSocket,
  ): void {
    this.#later(this.#chance.upTo(30), () => {
      for (const socket of this.#sockets) {
        if (socket.actor.user.id === userId && socket !== except) socket.send(event, payload);
      }
    });
  }

  #revoke({ sessionId }: Actor): void {
    for (const socket of this.#sockets) {
      if (socket.actor.sessionId !== sessionId) continue;
      socket.send('session:revoked', { reason: 'revoked' });
      socket.close();
      this.#sockets.delete(socket);
    }
  }

  /** Work of this run, which ends with it. */
  #later(ms: number, work: () => void): void {
    const run = this.#run;
    this.#time.after(ms, () => {
      if (run && this.#run === run) work();
    });
  }

  #soon(work: () => void): void {
    this.#time.after(this.#chance.upTo(20), work);
  }
}

function toNews(message: Message): ServerEventPayload<'message:new'> {
  const { conversationId: id, seq, sentAt } = message;
  return { message, conversation: { id, lastSeq: seq, lastMessageAt: sentAt } };
}

const NOBODY: Caller = { sessionId: '', user: undefined as never };

/** Anything that is not refused on purpose is a mistake of the simulation's own. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
