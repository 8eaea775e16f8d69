import assert from 'node:assert/strict';
import { API_PREFIX } from '@duet/contract';
import { assertRefused, onBoth, rest, type HostileCase } from './hostile-case.ts';
import type { WireAnswer } from './line.ts';
import type { World, WireRequest } from './world.ts';

const NO_ID = [
  'abc',
  '0',
  '-1',
  '%20',
  '%00',
  '%0d%0aX:%20y',
  'null',
  '__proto__',
  '019A0000-0000-7000-8000-000000000001',
  '%7B019a0000-0000-7000-8000-000000000001%7D',
  '019a0000000070008000000000000001',
  "'%20OR%201=1%20--",
  '%F0%9F%99%82',
];

/** Addresses at which there is nothing, whatever way they are written. */
const NOWHERE = [
  './nope',
  './',
  '/api',
  '/api/v2/me',
  './me/',
  './/me',
  '//api/v1/me',
  './Me',
  './me/../nope',
  './%2e%2e/%2e%2e/etc/passwd',
  '/../../etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '/%2e%2e/package.json',
  '/....//package.json',
  '/%c0%ae%c0%ae/package.json',
  '/.env',
  '/.git/config',
  '/assets/../../package.json',
  './conversations/%E0%A4%A',
  './conversations/%zz',
  './conversations/%',
  '/%00',
  '/index.html%00.js',
  './me%00',
  './me%2f',
  './me;a=b',
  '/healthz/',
  '*',
  './__proto__',
  './constructor',
  '/api/v1\\me',
];

const NO_LIMIT = [
  '0',
  '-1',
  'abc',
  '1e9',
  '1e1',
  '101',
  '99999',
  '1.5',
  '',
  '%20',
  '0x10',
  '+5',
  '٣',
  'NaN',
  '1,2',
  '[]',
];
const NO_SEQ = [
  '-1',
  '-0',
  'abc',
  '1.5',
  '1e3',
  '2147483648',
  '99999999999',
  '',
  '0x1',
  'NaN',
  'Infinity',
  '%00',
  '[1]',
];
const NO_UP_TO_SEQ = [-1, 1.5, 1e21, -1e-9, '1', null, [1], { $gt: 0 }, true, 2_147_483_648];

const messages =
  (query: string) =>
  (world: World): WireRequest => ({
    path: `./conversations/${world.conversationId}/messages?${query}`,
    as: 'customer',
  });
const OTHER_METHODS = [
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'SEARCH',
  'PURGE',
  'M-SEARCH',
  'QUERY',
];
const allows =
  (methods: string) =>
  (answer: WireAnswer): void => {
    assertRefused(answer, 'method_not_allowed');
    assert.equal(answer.headers['allow'], methods);
  };

/** What stands in the first line of a request. */
export const ADDRESS_CASES: readonly HostileCase[] = [
  ...[
    "' OR 1=1 --",
    "'; DROP TABLE messages; --",
    '%',
    '_',
    '\\',
    '((((z+)+)+)+)$',
    '<zq>',
    '*',
    '{"$ne":1}',
  ].map((search) =>
    rest(
      'R36',
      `a search for ${search}`,
      { path: `./conversations?role=customer&search=${encodeURIComponent(search)}`, as: 'customer' },
      ({ status, body }) => {
        assert.equal(status, 200, body);
        assert.deepEqual((JSON.parse(body) as { conversations: unknown[] }).conversations, []);
      },
    ),
  ),
  ...NO_ID.flatMap((id) =>
    ['', '/messages'].map((below) =>
      rest(
        'R13',
        `a conversation "${id}"${below}`,
        { path: `./conversations/${id}${below}`, as: 'customer' },
        'validation_failed',
      ),
    ),
  ),
  rest('R13', 'an id of 5,000 characters', { path: `./conversations/${'a'.repeat(5_000)}`, as: 'customer' }, [
    'validation_failed',
    'not_found',
  ]),
  ...['abc', '', 7, null, { a: 1 }, ['a'], '019A0000-0000-7000-8000-000000000001'].flatMap((conversationId) =>
    onBoth(
      'R13',
      `a conversation ${JSON.stringify(conversationId)}`,
      'message:read',
      () => ({ conversationId, upToSeq: 1 }),
      ['validation_failed', 'not_found'],
    ),
  ),
  ...NO_LIMIT.flatMap((limit) => [
    rest('R15', `limit=${limit}`, messages(`limit=${limit}`), 'validation_failed'),
    rest(
      'R15',
      `limit=${limit} of a list`,
      { path: `./conversations?role=customer&limit=${limit}`, as: 'customer' },
      'validation_failed',
    ),
  ]),
  rest('R15', 'two limits', messages('limit=1&limit=2'), 'validation_failed'),
  rest('R15', 'a limit in brackets', messages('limit[]=1'), 'unknown_field'),
  rest('R15', 'a limit in capitals', messages('LIMIT=1'), 'unknown_field'),
  rest('R15', 'a limit in disguise', messages('%6cimit=0'), 'validation_failed'),
  rest('R4', 'a question nobody knows', messages('senderId=1'), 'unknown_field'),
  rest('R4', 'a question named __proto__', messages('__proto__=1'), 'unknown_field'),
  rest('R4', 'a question without a name', messages('=1'), ['unknown_field']),
  rest('R4', 'ten thousand questions', messages('a&'.repeat(5_000)), ['unknown_field', 'headers_too_large']),
  rest('R4', 'a question that cannot be decoded', messages('limit=%E0%A4%A'), 'validation_failed'),
  ...['customer,artist', 'admin', '', 'Customer', '__proto__', "' OR 1=1 --"].map((role) =>
    rest(
      'R15',
      `the role ${role}`,
      { path: `./conversations?role=${encodeURIComponent(role)}`, as: 'customer' },
      'validation_failed',
    ),
  ),
  ...['forged', '%00', 'AAAA', 'a'.repeat(301), '', '__proto__', 'W10', '....', '%ff'].flatMap((cursor) =>
    ['./conversations?role=customer&', './bookings?role=customer&', './sync?'].map((path) =>
      rest(
        'R16',
        `the cursor ${cursor.slice(0, 20)} at ${path}`,
        { path: `${path}cursor=${cursor}`, as: 'customer' },
        'validation_failed',
      ),
    ),
  ),
  {
    id: 'R16',
    says: 'a cursor with each of its bytes changed, and one of another list (REST)',
    async run(world) {
      const { body } = await world.askPatiently({ path: './sync', as: 'customer' });
      const { cursor } = JSON.parse(body) as { cursor: string };
      for (let at = 0; at < cursor.length - 1; at += 7) {
        const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
        const answer = await world.askPatiently({ path: `./sync?cursor=${changed}`, as: 'customer' });
        assertRefused(answer, 'validation_failed');
      }
      const answer = await world.askPatiently({
        path: `./bookings?role=customer&cursor=${cursor.slice(0, 300)}`,
        as: 'customer',
      });
      assertRefused(answer, 'validation_failed');
    },
  },
  ...['beforeSeq', 'afterSeq', 'aroundSeq'].flatMap((name) =>
    NO_SEQ.map((seq) => rest('R17', `${name}=${seq}`, messages(`${name}=${seq}`), 'validation_failed')),
  ),
  rest('R17', 'two positions', messages('afterSeq=1&beforeSeq=3'), 'validation_failed'),
  rest('R17', 'the last position there can be', messages('afterSeq=2147483647'), ({ status, body }) => {
    assert.deepEqual([status, JSON.parse(body)], [200, { messages: [], hasMore: false }]);
  }),
  ...NO_UP_TO_SEQ.flatMap((upToSeq) =>
    onBoth(
      'R17',
      `reading up to ${JSON.stringify(upToSeq)}`,
      'message:read',
      () => ({ upToSeq }),
      'validation_failed',
    ),
  ),
  ...onBoth(
    'R17',
    'reading up to -0',
    'message:read',
    () => ({ upToSeq: -0 }),
    () => undefined,
  ),
  ...onBoth(
    'R32',
    'reading what is not written yet',
    'message:read',
    () => ({ upToSeq: 2_147_483_647 }),
    'seq_ahead',
  ),
  ...NOWHERE.flatMap((path) => [
    rest('R23', `${path}`, { path, as: 'customer' }, 'not_found'),
    rest('R23', `a body for ${path}`, { method: 'POST', path, as: 'customer', body: '{"a":' }, 'not_found'),
  ]),
  rest('R23', 'HEAD of nothing', { method: 'HEAD', path: './nope' }, 'not_found'),
  ...OTHER_METHODS.flatMap((method) => [
    rest(
      'R24',
      `${method} on a list`,
      { method, path: './me'.replace('me', 'unread-count'), as: 'customer' },
      allows('GET, HEAD'),
    ),
    rest(
      'R24',
      `${method} on a list, with a body that is none`,
      { method, path: './unread-count', body: '{"a":' },
      allows('GET, HEAD'),
    ),
  ]),
  rest(
    'R24',
    'DELETE on the send route',
    (world) => ({
      method: 'DELETE',
      path: `./conversations/${world.conversationId}/messages`,
      as: 'customer',
    }),
    allows('GET, POST, HEAD'),
  ),
  rest(
    'R24',
    'HEAD on a list',
    { method: 'HEAD', path: './me', as: 'customer' },
    ({ status, body, headers }) => {
      assert.deepEqual([status, body], [200, '']);
      assert.ok(Number(headers['content-length']) > 0);
    },
  ),
  rest(
    'R23',
    'an address with its host in it',
    ({ url }) => ({ path: `${url}${API_PREFIX}/me`, as: 'customer' }),
    ({ status }) => {
      assert.equal(status, 200);
    },
  ),
];
