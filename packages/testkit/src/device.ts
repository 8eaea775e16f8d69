import {
  API_PREFIX,
  CSRF_HEADER,
  ROUTES,
  type Ack,
  type ClientEventInput,
  type ClientEventName,
  type ClientEventOutput,
  type ErrorObject,
  type Route,
  type RouteInput,
  type RouteName,
  type RouteResponse,
  type ServerEventName,
  type ServerEventPayload,
  type Tokens,
} from '@duet/contract';
import { io, type Socket } from 'socket.io-client';
import { DEMO_PASSWORD, type TestPerson } from './people.ts';
import { until } from './until.ts';

/** An event as a device got it. */
export interface ReceivedEvent<E extends ServerEventName = ServerEventName> {
  readonly event: E;
  readonly payload: ServerEventPayload<E>;
}

/** What a REST call answered. */
export type Answer<N extends RouteName> =
  | { readonly status: number; readonly ok: true; readonly body: RouteResponse<N> }
  | { readonly status: number; readonly ok: false; readonly error: ErrorObject };

/**
 * A signed-in device that speaks the wire by itself and keeps every event it gets, in order: for tests of the server
 * that must not depend on the client's own repairs.
 */
export class Device {
  readonly person: TestPerson;
  readonly events: ReceivedEvent[] = [];
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly #url: string;
  readonly #socket: Socket;

  private constructor(url: string, person: TestPerson, signedIn: Tokens) {
    this.person = person;
    this.accessToken = signedIn.accessToken;
    this.refreshToken = signedIn.refreshToken;
    this.#url = url;
    this.#socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      auth: { token: signedIn.accessToken },
    });
    this.#socket.onAny((event: ServerEventName, payload: ServerEventPayload<ServerEventName>) => {
      this.events.push({ event, payload });
    });
  }

  /** A new device of somebody whom the host marketplace has given a token; its socket is connected. */
  static async open(url: string, person: TestPerson, accessToken: string): Promise<Device> {
    const device = new Device(url, person, { accessToken, refreshToken: '' });
    device.#socket.connect();
    await until(() => device.#socket.connected);
    return device;
  }

  /** Signs a person in on a new device and connects its socket. */
  static async connect(url: string, person: TestPerson): Promise<Device> {
    const answer = await callRoute(url, 'login', {
      body: { email: person.email, password: DEMO_PASSWORD },
    });
    if (!answer.ok) throw new Error(`${person.name} cannot sign in: ${answer.error.code}`);
    const device = new Device(url, person, answer.body);
    device.#socket.connect();
    await until(() => device.#socket.connected);
    return device;
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Calls a route as this person. */
  call<N extends RouteName>(name: N, input: Partial<RouteInput<N>> = {}): Promise<Answer<N>> {
    return callRoute(this.#url, name, input, this.accessToken);
  }

  /** The body of a call that must succeed. */
  async get<N extends RouteName>(name: N, input: Partial<RouteInput<N>> = {}): Promise<RouteResponse<N>> {
    const answer = await this.call(name, input);
    if (!answer.ok) throw new Error(`${name} answered ${answer.error.code}`);
    return answer.body;
  }

  /** Emits an event and answers its acknowledgement. */
  emit<E extends ClientEventName>(event: E, input: ClientEventInput<E>): Promise<Ack<ClientEventOutput<E>>> {
    return this.#socket.timeout(10_000).emitWithAck(event, input) as Promise<Ack<ClientEventOutput<E>>>;
  }

  /** The events of one kind so far, in order. */
  received<E extends ServerEventName>(event: E): ServerEventPayload<E>[] {
    return this.events.flatMap((one) => (one.event === event ? [one.payload as ServerEventPayload<E>] : []));
  }

  close(): void {
    this.#socket.disconnect();
  }
}

/** What an administrator's browser and the dashboard's page send with every request. */
export interface AdminCredentials {
  readonly cookie: string;
  readonly csrfToken: string;
}

/** Somebody who is signed in to the dashboard. */
export class Administrator implements AdminCredentials {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly #url: string;

  constructor(url: string, { cookie, csrfToken }: AdminCredentials) {
    this.#url = url;
    this.cookie = cookie;
    this.csrfToken = csrfToken;
  }

  /** The body of a call that must succeed. */
  async get<N extends RouteName>(name: N, input: Partial<RouteInput<N>> = {}): Promise<RouteResponse<N>> {
    const answer = await callRoute(this.#url, name, input, this);
    if (!answer.ok) throw new Error(`${name} answered ${answer.error.code}`);
    return answer.body;
  }

  /** The code of the error that a call answers, or `ok`. */
  async codeOf<N extends RouteName>(name: N, input: Partial<RouteInput<N>> = {}): Promise<string> {
    const answer = await callRoute(this.#url, name, input, this);
    return answer.ok ? 'ok' : answer.error.code;
  }
}

/** Signs somebody in to the dashboard. */
export async function signInAdmin(
  url: string,
  { name, email }: TestPerson,
  code?: string,
): Promise<Administrator> {
  const response = await fetch(`${url}${API_PREFIX}${ROUTES.adminSignIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: DEMO_PASSWORD, code }),
  });
  if (!response.ok) throw new Error(`${name} cannot sign in as an administrator: ${await response.text()}`);
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  const { csrfToken } = (await response.json()) as RouteResponse<'adminSignIn'>;
  return new Administrator(url, { cookie, csrfToken });
}

function headersOf(who: string | AdminCredentials | undefined): Record<string, string> {
  if (who === undefined) return {};
  if (typeof who === 'string') return { authorization: `Bearer ${who}` };
  return { cookie: who.cookie, [CSRF_HEADER]: who.csrfToken };
}

/** Calls a route over the wire, as whoever the token or the cookie belongs to. */
export async function callRoute<N extends RouteName>(
  url: string,
  name: N,
  input: Partial<RouteInput<N>> = {},
  who?: string | AdminCredentials,
): Promise<Answer<N>> {
  const route: Route = ROUTES[name];
  const params = (input.params ?? {}) as Record<string, string>;
  const path = route.path.replaceAll(/:(\w+)/g, (_all, parameter: string) =>
    encodeURIComponent(params[parameter] ?? ''),
  );
  const query = new URLSearchParams((input.query ?? {}) as Record<string, string>).toString();
  const response = await fetch(`${url}${API_PREFIX}${path}${query === '' ? '' : `?${query}`}`, {
    method: route.method,
    headers: {
      ...headersOf(who),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as RouteResponse<N> & { error: ErrorObject };
  return response.ok
    ? { status: response.status, ok: true, body }
    : { status: response.status, ok: false, error: body.error };
}
