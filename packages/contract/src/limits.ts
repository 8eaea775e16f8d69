/** Limits both sides keep. A number lives here once; server, client and documents read it from here. */
export const LIMITS = {
  /** Code points of one message text, counted after NFC. */
  textCodePoints: 5_000,
  /** UTF-8 bytes of one message text. */
  textBytes: 20_000,
  /** Combining marks in a row: the stream-safe format of UAX 15 allows 30. */
  combiningMarks: 30,
  /** Images of one message. */
  imagesPerMessage: 10,
  pageDefault: 30,
  pageMax: 100,
  /** Bytes of one REST body or socket frame. */
  payloadBytes: 64 * 1024,
  emailLength: 254,
  passwordLength: 200,
  nameLength: 80,
} as const;

/** Timers of the conversation, in milliseconds. Sources: the tables of timers in `docs/architecture.md`. */
export const TIMERS = {
  /** A typing person repeats `typing:start` at most this often. */
  typingResend: 3_000,
  /** Typing ends after this long without a key. */
  typingIdle: 5_000,
  /** A receiver drops "typing" after this long without a repeat. */
  typingExpiry: 7_000,
  /** How long a sender waits for an acknowledgement before the outcome counts as unknown. */
  ackTimeout: 10_000,
  /** How long a gap in `seq` may stay before the client asks for what is missing (two nodes may publish 6 before 5). */
  gapGrace: 300,
  /** A message counts as read after it was visible this long in an active window. */
  readAfterVisible: 500,
  /** What a refused unknown field waits: in a rolling deployment a new client may meet an old server. */
  unknownFieldRetry: 15_000,
} as const;
