const TEXT_FRAME = 0x81;
const MASK = 0x80;
const LENGTH = 0x7f;
const CLIENT_MESSAGE_ID = /"clientMessageId":"([0-9a-f-]{36})"/;

/**
 * The messages that a client tries to send with these bytes, by their `clientMessageId`: as `message:send` on the socket,
 * or as a request where it has none. What is cut in two on its way is not seen.
 */
export function sendsIn(bytes: Buffer): string[] {
  const texts = [...framesIn(bytes), ...requestIn(bytes)];
  return texts.flatMap((text) => CLIENT_MESSAGE_ID.exec(text)?.[1] ?? []);
}

/** Frames of a WebSocket client are masked, and a text of ours is one frame (RFC 6455, section 5.2). */
function* framesIn(bytes: Buffer): Generator<string> {
  let start = 0;
  while (bytes[start] === TEXT_FRAME && start + 2 <= bytes.length) {
    const described = bytes[start + 1]!;
    if ((described & MASK) === 0) return;
    const short = described & LENGTH;
    const isLong = short === 126;
    const maskAt = start + (isLong ? 4 : 2);
    if (short > 126 || bytes.length < maskAt + 4) return;
    const length = isLong ? bytes.readUInt16BE(start + 2) : short;
    const mask = bytes.subarray(maskAt, maskAt + 4);
    const payload = bytes.subarray(maskAt + 4, maskAt + 4 + length);
    const text = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!)).toString();
    if (text.includes('["message:send",')) yield text;
    start = maskAt + 4 + length;
  }
}

/** The body comes with its headers or after them; `type` tells a message from an edit. */
function requestIn(bytes: Buffer): string[] {
  const text = bytes.toString();
  const isRequest = /^(POST |\{)/.test(text) && /"type":"(text|image)"/.test(text);
  return isRequest ? [text] : [];
}
