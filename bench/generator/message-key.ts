/** Bytes of every message's text. */
const TEXT_BYTES = 120;
const FILLER =
  ' Would the afternoon suit you as well? The light is softer then, and the garden quieter. See you there, and thank you.';
const KEY = /^([a-j]+)k([a-j]+) /;

/** Which message of a run: the sender's place among all senders, and its own count, both from 0. */
export interface MessageKey {
  readonly sender: number;
  readonly n: number;
}

/** 120 bytes that begin with the key: letters alone, so that nothing takes it for a telephone number. */
export function toText({ sender, n }: MessageKey): string {
  return `${toLetters(sender)}k${toLetters(n)}${FILLER}`.slice(0, TEXT_BYTES);
}

/** The key of a text that `toText` made; undefined for any other. */
export function readKey(text: string): MessageKey | undefined {
  const [, sender, n] = KEY.exec(text) ?? [];
  return sender === undefined || n === undefined ? undefined : { sender: toNumber(sender), n: toNumber(n) };
}

/** The client's id of the message: the same whenever it is sent again, and rising like a UUIDv7 of a real device. */
export function toMessageId({ sender, n }: MessageKey): string {
  return `01900000-0000-7000-8${hex(sender, 3)}-${hex(n, 12)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function toLetters(value: number): string {
  return value.toString().replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
}

function toNumber(letters: string): number {
  return Number(letters.replaceAll(/[a-j]/g, (letter) => String('abcdefghij'.indexOf(letter))));
}
