import assert from 'node:assert/strict';
import {
  API_PREFIX,
  ERRORS,
  ROUTES,
  errorObject,
  isErrorCode,
  type Ack,
  type ClientEventName,
  type ErrorCode,
  type Route,
  type RouteName,
} from '@duet/contract';
import type { WireAnswer } from './line.ts';
import { emitPatiently, type PersonName, type Probes, type WireRequest, type World } from './world.ts';

/** One thing a hostile or broken client does, and what must come of it. `id` names the promise it belongs to. */
export interface HostileCase {
  readonly id: string;
  readonly says: string;
  readonly needs?: keyof Probes;
  /** Rejects when the server does anything else. */
  run(world: World): Promise<void>;
}

/** Codes of which the answer must have one, or a look at an answer that is something else. */
type Expected<Answer> = ErrorCode | readonly ErrorCode[] | ((answer: Answer, world: World) => unknown);

/** A request; the connection it came over must serve the next one. */
export function rest(
  id: string,
  says: string,
  request: WireRequest | ((world: World) => WireRequest),
  expected: Expected<WireAnswer>,
): HostileCase {
  return {
    id,
    says: `${says} (REST)`,
    async run(world) {
      const asked = typeof request === 'function' ? request(world) : request;
      const answer = await world.askPatiently(asked);
      if (typeof expected === 'function') await expected(answer, world);
      else assertRefused(answer, expected, asked.method);
      assert.ok(await world.serves(), 'the connection serves the next request');
    },
  };
}

/** An event on a socket that is connected already; it must serve the next one. */
export function event(
  id: string,
  says: string,
  packet: readonly unknown[] | ((world: World) => readonly unknown[]),
  expected: Expected<Ack<unknown>>,
  { as = 'customer' }: { as?: PersonName } = {},
): HostileCase {
  return {
    id,
    says: `${says} (socket)`,
    async run(world) {
      const socket = await world.socket(as);
      const ack = await emitPatiently(socket, typeof packet === 'function' ? packet(world) : packet);
      if (typeof expected === 'function') await expected(ack, world);
      else assertNotAcknowledged(ack, expected);
      assert.deepEqual(await emitPatiently(socket, ['connection:check', {}]), { ok: true, data: {} });
    },
  };
}

/** Events and the routes that do the same. */
const TWINS = {
  'message:send': 'sendMessage',
  'message:edit': 'editMessage',
  'message:unsend': 'unsendMessage',
  'message:read': 'readConversation',
  'conversation:update': 'updateConversation',
} as const satisfies Partial<Record<ClientEventName, RouteName>>;

/** The same input over both transports; `conversationId` (the pair's, unless the input names one) is in the address of one. */
export function onBoth(
  id: string,
  says: string,
  name: keyof typeof TWINS,
  input: (world: World) => Record<string, unknown>,
  expected: Expected<unknown>,
  { as = 'customer' }: { as?: PersonName } = {},
): HostileCase[] {
  const toInput = (world: World) => ({ conversationId: world.conversationId, ...input(world) });
  const look = typeof expected === 'function' ? expected : undefined;
  return [
    rest(
      id,
      says,
      (world) => ({ ...toTwin(TWINS[name], toInput(world)), as }),
      look
        ? ({ body, status }, world) => {
            assert.ok(status < 300, `${status} ${body}`);
            return look(JSON.parse(body) as unknown, world);
          }
        : expected,
    ),
    event(
      id,
      says,
      (world) => [name, toInput(world)],
      look
        ? (ack, world) => {
            assert.ok(ack.ok, JSON.stringify(ack));
            return look(ack.data, world);
          }
        : expected,
      { as },
    ),
  ];
}

/** An event's input as the request that says the same: what the address names is not in the body. */
function toTwin(name: RouteName, { conversationId, ...input }: Record<string, unknown>): WireRequest {
  const route: Route = ROUTES[name];
  const inAddress = new Set<string>();
  const path = route.path.replaceAll(/:(\w+)/g, (_all, parameter: string): string => {
    if (parameter === 'id') return toSegment(conversationId);
    inAddress.add(parameter);
    return toSegment(input[parameter]);
  });
  if (!route.body) return { method: route.method, path: API_PREFIX + path };
  const body = Object.entries(input).filter(([key]) => !inAddress.has(key));
  return { method: route.method, path: API_PREFIX + path, body: Object.fromEntries(body) };
}

function toSegment(value: unknown): string {
  return encodeURIComponent(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

/** A text sent over both transports, by the customer. `draft` overrides what an honest one would have. */
export function send(
  id: string,
  says: string,
  draft: Record<string, unknown> | ((world: World) => Record<string, unknown>),
  expected: Expected<unknown>,
): HostileCase[] {
  return onBoth(
    id,
    says,
    'message:send',
    (world) => ({
      type: 'text',
      clientMessageId: crypto.randomUUID(),
      content: 'Hello.',
      ...(typeof draft === 'function' ? draft(world) : draft),
    }),
    expected,
  );
}

/** A text written over both transports, as a message and as its edit. */
export function write(
  id: string,
  says: string,
  content: unknown,
  expected: Expected<unknown>,
): HostileCase[] {
  return [
    ...send(id, says, { content }, expected),
    ...onBoth(
      id,
      `${says}, as an edit`,
      'message:edit',
      ({ message }) => ({
        clientMessageId: message.clientMessageId,
        editId: crypto.randomUUID(),
        content,
      }),
      expected,
    ),
  ];
}

/** Asserts that a request was refused as it should be: by status, code and form, and telling nothing of the inside. */
export function assertRefused(
  answer: WireAnswer,
  expected: ErrorCode | readonly ErrorCode[],
  method = 'GET',
): void {
  const { status, headers, body } = answer;
  const told = `${status} ${body.slice(0, 300)}`;
  const codes: readonly ErrorCode[] = typeof expected === 'string' ? [expected] : expected;
  assert.equal(headers['x-content-type-options'], 'nosniff', told);
  if (method === 'HEAD') {
    assert.ok(
      codes.some((code) => ERRORS[code].http === status),
      told,
    );
    return;
  }
  assert.match(headers['content-type'] ?? '', /^application\/json/, told);
  const error = errorObject.strict().parse((JSON.parse(body) as { error: unknown }).error);
  assert.ok(isErrorCode(error.code) && codes.includes(error.code), `${told}, not ${codes.join(' or ')}`);
  assert.equal(status, ERRORS[error.code].http, told);
  assert.equal(error.requestId, headers['x-request-id'], told);
  if (status === 401) assert.equal(headers['www-authenticate'], 'Bearer', told);
  if (status === 405) assert.ok(headers['allow'], told);
  if (error.retryAfterMs !== undefined) assert.ok(Number(headers['retry-after']) > 0, told);
  assertTellsNothing(body);
}

/** Asserts that an event was refused as it should be. */
export function assertNotAcknowledged(ack: Ack<unknown>, expected: ErrorCode | readonly ErrorCode[]): void {
  const codes: readonly string[] = typeof expected === 'string' ? [expected] : expected;
  const told = JSON.stringify(ack).slice(0, 300);
  assert.ok(!ack.ok && codes.includes(ack.error.code), `${told}, not ${codes.join(' or ')}`);
  assertTellsNothing(told);
}

/** No stack, no statement, no path of ours. */
function assertTellsNothing(text: string): void {
  assert.doesNotMatch(text, /\bat [\w.<>]+ \(|node_modules|\.ts:|\bSELECT\b|\bINSERT\b|relation "/);
}
