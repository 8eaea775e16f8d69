import { expect, it } from 'vitest';
import { ERRORS, AppError } from './errors.ts';
import { CLIENT_EVENTS, SERVER_EVENTS } from './events.ts';
import { message } from './message.ts';
import { toAsyncApi, toOpenApi } from './documents.ts';
import { ROUTES, type Route } from './routes.ts';

it.each([
  ['route', toOpenApi('1.0.0'), /"operationId":"(\w+)"/g, Object.keys(ROUTES)],
  [
    'event',
    toAsyncApi('1.0.0'),
    /"action":"\w+","title":"([\w:]+)"/g,
    [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)],
  ],
])('documents every %s, with everything it refers to', (_what, document, operation, names) => {
  const text = JSON.stringify(document);
  expect([...text.matchAll(operation)].map(([, name]) => name).sort()).toEqual([...names].sort());
  for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const keys = (path ?? '').split('/').map((key) => key.replaceAll('~1', '/'));
    const target = keys.reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      document,
    );
    expect(target, path).toBeDefined();
  }
});

it('gives every route its own address and lists only known errors', () => {
  const routes: Route[] = Object.values(ROUTES);
  const addresses = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const { errors } of [...routes, ...Object.values(CLIENT_EVENTS)]) {
    for (const code of errors) expect(ERRORS).toHaveProperty(code);
  }
});

it('names events as noun and verb', () => {
  for (const name of [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)]) {
    expect(name).toMatch(/^[a-z]+:[a-z]+$/);
  }
});

it('lets a client read what a later server sends', () => {
  const id = '019a0000-0000-7000-8000-000000000001';
  const later = {
    id,
    conversationId: id,
    seq: 1,
    clientMessageId: id,
    senderId: id,
    senderRole: 'customer',
    type: 'voice',
    content: null,
    images: [],
    bookingId: null,
    replyToId: null,
    metadata: { kind: 'poll' },
    revision: 0,
    sentAt: '2026-01-01T00:00:00.000Z',
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    reactions: ['🙂'],
  };
  const read = message.parse(later);
  // What an earlier one does not send.
  expect(read).toMatchObject({ type: 'unknown', metadata: null, caution: [], masked: false });
  expect(read).not.toHaveProperty('reactions');
});

it('writes an error as the one error object', () => {
  expect(new AppError('busy', { retryAfterMs: 1_000, queue: 'append' }).toObject('r1')).toEqual({
    code: 'busy',
    message: ERRORS.busy.message,
    retryable: true,
    requestId: 'r1',
    retryAfterMs: 1_000,
    details: { queue: 'append' },
  });
});
