import { expect, test } from 'vitest';
import { sendsIn } from './sends.ts';

const FIRST = '019aaaaa-0000-7000-8000-000000000001';
const SECOND = '019aaaaa-0000-7000-8000-000000000002';

/** As a browser writes it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([7, 1, 200, 43]);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([
    Buffer.from([0x81, ...length]),
    mask,
    payload.map((byte, index) => byte ^ mask[index % 4]!),
  ]);
}

const send = (id: string, content = 'Hi') =>
  `421["message:send",{"conversationId":"c","type":"text","clientMessageId":"${id}","content":"${content}"}]`;

test('messages are seen on a socket, several in one piece and long ones too', () => {
  const bytes = Buffer.concat([frame('2'), frame(send(FIRST)), frame(send(SECOND, 'long '.repeat(60)))]);
  expect(sendsIn(bytes)).toEqual([FIRST, SECOND]);
});

test('a message is seen in a request, with its headers or by itself', () => {
  const body = `{"type":"text","clientMessageId":"${FIRST}","content":"Hi"}`;
  expect(sendsIn(Buffer.from(`POST /api/v1/conversations/c/messages HTTP/1.1\r\n\r\n${body}`))).toEqual([
    FIRST,
  ]);
  expect(sendsIn(Buffer.from(body))).toEqual([FIRST]);
});

test('nothing else counts: edits, pings, what is cut in two, what is no text', () => {
  const edit = `422["message:edit",{"clientMessageId":"${FIRST}","editId":"${SECOND}","content":"Ho"}]`;
  for (const bytes of [
    frame(edit),
    frame('3'),
    frame(send(FIRST)).subarray(0, 60),
    Buffer.from([0x81]),
    Buffer.from(`{"editId":"${SECOND}","content":"Ho"}`),
    Buffer.from([0x16, 0x03, 0x01]),
  ]) {
    expect(sendsIn(bytes)).toEqual([]);
  }
});
