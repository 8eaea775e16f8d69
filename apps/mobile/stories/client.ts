import {
  ChatClient,
  memoryStorage,
  OfflineMessageQueue,
  systemEnvironment,
  type Environment,
} from '@duet/chat-client';
import { API_PREFIX, ERRORS, ROUTES, type ErrorObject } from '@duet/contract';
import { acksOf, answersOf, EMPTY, never, Refusal, routeOf, type World } from './world.ts';

/** Where the server of stories would be. */
const NOWHERE = 'https://duet.invalid';
/** Typing ends by itself after 7 s. */
const TYPES_AGAIN = 4_000;

let world: World = { ...EMPTY, viewer: null };

/** How each of these is answered is in the hands of the story: what it says is looked up by name, and not by type. */
type Answer = (input: unknown) => unknown;

const environment: Environment = {
  ...systemEnvironment,
  async fetch(url, { method = 'GET', body }) {
    const { pathname, searchParams } = new URL(url);
    const route = routeOf(method, pathname.slice(API_PREFIX.length));
    const answers = { ...answersOf(world), ...world.answers } as Record<string, Answer | undefined>;
    const answer = route && answers[route.name];
    if (!route || !answer) return refusalOf(new Refusal('not_found'));
    const input = {
      params: route.params,
      query: Object.fromEntries(searchParams),
      body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined,
    };
    try {
      const answered = await answer(input);
      return { status: ROUTES[route.name].status, json: () => Promise.resolve(answered) };
    } catch (error) {
      return refusalOf(error);
    }
  },
  postForm: (_form, { onProgress }) => {
    if (world.uploads > 1) return Promise.resolve(world.uploads);
    onProgress(world.uploads);
    return world.uploads === 1 ? Promise.resolve(204) : never();
  },
  connect(_url, listener) {
    let connection: string | undefined;
    let typing: ReturnType<typeof setInterval> | undefined;
    const type = () => {
      for (const conversationId of world.typing) {
        const userId = world.conversations.find((one) => one.id === conversationId)?.peer.user.id;
        listener.onEvent('user:typing', { conversationId, userId, typing: true });
      }
    };
    return {
      get id() {
        return connection;
      },
      dial() {
        queueMicrotask(() => {
          if (!world.online) return listener.onRefused(new Error('There is no network.'));
          connection = 'story';
          listener.onConnected();
          type();
          typing = setInterval(type, TYPES_AGAIN);
        });
      },
      hangUp() {
        connection = undefined;
        clearInterval(typing);
      },
      async ask(event, input) {
        const acks = { ...acksOf(world), ...world.acks } as Record<string, Answer | undefined>;
        try {
          return { ok: true, data: (await acks[event]?.(input)) ?? {} };
        } catch (error) {
          return { ok: false, error: errorOf(error) };
        }
      },
      tell: () => undefined,
    };
  },
};

/** Stands for the app’s one client, by the build of the stories: a real one, whose server is the story’s world. @public */
export const client = new ChatClient({
  baseUrl: NOWHERE,
  tokens: { get: () => Promise.resolve(null), set: () => Promise.resolve(), remove: () => Promise.resolve() },
  queue: new OfflineMessageQueue({ storage: memoryStorage() }),
  environment,
});

/** Turns the client to a world, as if nothing had been before. */
export async function enter(next: World): Promise<void> {
  client.start();
  await client.session.signOut();
  world = next;
  if (next.viewer) await client.session.signIn({ email: next.viewer.email, password: 'duet-demo' });
  await next.done(client);
}

function refusalOf(error: unknown) {
  const refused = errorOf(error);
  const { http } = ERRORS[refused.code];
  return { status: http, json: () => Promise.resolve({ error: refused }) };
}

/** What is not refused on purpose is a mistake of the story, and shown as one. */
function errorOf(error: unknown): ErrorObject & { code: keyof typeof ERRORS } {
  if (!(error instanceof Refusal)) {
    reportError(error);
    throw error;
  }
  const { message, retryable } = ERRORS[error.code];
  return { code: error.code, message, retryable, requestId: 'story' };
}
