import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { LIMITS, type SendResult } from '@duet/contract';
import { rest, type HostileCase } from './hostile-case.ts';
import type { WireAnswer } from './line.ts';
import type { World } from './world.ts';

/** A send of a body as it is; one that is stored is made anew each time, for its message has an id. */
const post =
  (body: string | Buffer | (() => string), ...headers: string[]) =>
  (world: World) => ({
    method: 'POST',
    path: `./conversations/${world.conversationId}/messages`,
    as: 'customer' as const,
    headers,
    body: typeof body === 'function' ? body() : body,
  });
const draft = (content = '"Hello."', more = '') =>
  `{"type":"text","clientMessageId":"${crypto.randomUUID()}","content":${content}${more}}`;
const chunked = (...chunks: string[]) =>
  [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), '0\r\n\r\n'].join('');
const stored =
  (content: string) =>
  ({ status, body }: WireAnswer) => {
    assert.equal(status, 201, body);
    assert.equal((JSON.parse(body) as SendResult).message.content, content);
  };
const deep = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

const NOT_JSON: Record<string, string | Buffer> = {
  'a body cut short': '{"a":',
  'single quotes': draft("'a'"),
  'a comma too many': draft('"a",'),
  'a comment': `${draft()} // hello`,
  NaN: draft('NaN'),
  Infinity: draft('-Infinity'),
  undefined: draft('undefined'),
  'a number with a leading zero': draft('01'),
  'a hexadecimal number': draft('0x10'),
  'two bodies': draft() + draft(),
  'an escape that is none': draft(String.raw`"\x41"`),
  'a control character as it is': draft('"a\u0001b"'),
  'a line break as it is': draft('"a\nb"'),
  'a prototype': draft('"a"', ',"__proto__":{"admin":true}'),
  'a prototype in disguise': draft('"a"', String.raw`,"\u005f_proto__":{"admin":true}`),
  'a prototype deep inside': draft('"a"', ',"x":[{"__proto__":null}]'),
  "a constructor's prototype": draft('"a"', ',"constructor":{"prototype":{"admin":true}}'),
  'bytes that are not UTF-8': Buffer.from([0x22, 0xc3, 0x28, 0x22]),
  'a character in more bytes than it needs': Buffer.from([0x22, 0xc0, 0xaf, 0x22]),
  'half a character in UTF-8': Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  'UTF-16': Buffer.from(draft(), 'utf16le'),
  'bytes at random': Buffer.from('00ff7f80aa55', 'hex'),
  'only a mark of the order of bytes': '\ufeff',
  'white space': ' \n ',
};

const NOT_THE_SHAPE = ['null', 'true', '7', '"text"', '[]', '[{}]', '{}', '', '-0', '1e999'];

const NOT_JSON_TYPES = [
  'text/plain',
  'text/json',
  'application/jsonx',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  '*/*',
  'application',
  ';',
  'application/json, text/plain',
  '\u00ff/\u00ff',
];

/** What stands in the body of a request, and how it is packed. */
export const BODY_CASES: readonly HostileCase[] = [
  ...Object.entries(NOT_JSON).map(([what, body]) => rest('R1', what, post(body), 'bad_json')),
  ...NOT_THE_SHAPE.map((body) => rest('R1', `the body ${body}`, post(body), 'validation_failed')),
  rest(
    'R1',
    'a body behind a mark of the order of bytes',
    post(() => `\ufeff${draft('"é"')}`),
    stored('é'),
  ),
  rest(
    'R1',
    'one key twice',
    post(() => draft('"a"', ',"content":"b"')),
    stored('b'),
  ),
  ...NOT_JSON_TYPES.map((type) =>
    rest('R2', `the type ${type}`, post(draft(), `Content-Type: ${type}`), 'unsupported_media_type'),
  ),
  rest(
    'R2',
    'no type',
    (world) => ({ ...post(draft())(world), headers: ['Content-Type:'] }),
    'unsupported_media_type',
  ),
  ...['Application/JSON', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"'].map((type) =>
    rest(
      'R2',
      `the type ${type}`,
      post(() => draft('"é"'), `Content-Type: ${type}`),
      stored('é'),
    ),
  ),
  ...['iso-8859-1', 'utf-16', 'utf-7', 'x'].map((charset) =>
    rest(
      'R2',
      `the character set ${charset}`,
      post(draft(), `Content-Type: application/json; charset=${charset}`),
      'unsupported_media_type',
    ),
  ),
  rest('R2', 'a packed body', post(gzipSync(draft()), 'Content-Encoding: gzip'), 'unsupported_media_type'),
  rest(
    'R2',
    'a body said to be packed',
    post(draft(), 'Content-Encoding: gzip, br'),
    'unsupported_media_type',
  ),
  rest(
    'R2',
    'a packing that is none',
    post(() => draft('"a"'), 'Content-Encoding: identity'),
    stored('a'),
  ),
  rest('R3', 'a byte too many', post(`"${'x'.repeat(LIMITS.payloadBytes - 1)}"`), 'payload_too_large'),
  rest(
    'R3',
    'as many bytes as may be',
    post(`"${'x'.repeat(LIMITS.payloadBytes - 2)}"`),
    'validation_failed',
  ),
  rest(
    'R3',
    'too many bytes in chunks',
    post(chunked(...Array.from({ length: 20 }, () => 'x'.repeat(4_000))), 'Transfer-Encoding: chunked'),
    'payload_too_large',
  ),
  rest(
    'R3',
    'a body in chunks of a byte',
    post(() => chunked(...draft('"abc"')), 'Transfer-Encoding: chunked'),
    stored('abc'),
  ),
  ...[100, 10_000, 30_000].flatMap((depth) => [
    rest('R22', `${depth} lists in one another`, post(deep(depth)), 'validation_failed'),
    rest('R22', `${depth} lists for a text`, post(draft(deep(depth))), 'validation_failed'),
    rest(
      'R22',
      `${depth} lists in a field nobody knows`,
      post(draft('"a"', `,"x":${deep(depth)}`)),
      'unknown_field',
    ),
  ]),
  ...[100, 10_000].map((depth) =>
    rest(
      'R22',
      `${depth} objects in one another`,
      post(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
      'validation_failed',
    ),
  ),
  rest(
    'R22',
    'ten thousand keys',
    post(draft('"a"', Array.from({ length: 5_000 }, (_none, index) => `,"k${index}":0`).join(''))),
    'unknown_field',
  ),
];
