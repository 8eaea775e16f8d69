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
  /** Bytes of one image as it is uploaded. */
  imageBytes: 10 * 1024 * 1024,
  pageDefault: 30,
  pageMax: 100,
  /** Bytes of one REST body or socket frame. */
  payloadBytes: 64 * 1024,
  emailLength: 254,
  /** Characters of a password that is chosen now; older ones may be shorter. */
  passwordMinLength: 8,
  passwordLength: 200,
  nameLength: 80,
  /** Characters of what somebody looks for, and words of it that count. */
  searchLength: 100,
  searchTerms: 8,
  /** Conversations that one side has pinned at a time: more would be a second list, and not one at hand. */
  pinnedConversations: 5,
  /** Characters of an id of the host marketplace; OpenID Connect allows a subject as many. */
  externalIdLength: 255,
  /** Sockets of one session at a time: the tabs of a browser. */
  socketsPerDevice: 25,
  /** Sockets of one person at a time, over all devices and tabs. */
  socketsPerPerson: 50,
  /** Sockets of one address at a time, before anybody has signed in and after: a company, not a whole server. */
  socketsPerAddress: 2_000,
  /** Conversations that one socket has joined at a time; of more, the oldest is let go. */
  joinedPerSocket: 50,
  /** Bytes that may wait for one socket to read them; a client that stops reading is cut beyond it. */
  outboundBytes: 1024 * 1024,
  /** People who have not written, and to whom one sends the same text within an hour. */
  copies: 20,
  /** Letters that a text has to have for that: a greeting is everybody's. */
  copyLetters: 24,
  /** Milliseconds from `sentAt` in which its sender may edit a message. */
  editWindow: 15 * 60_000,
  /** Milliseconds from `sentAt` in which its sender may unsend a message. */
  unsendWindow: 24 * 3_600_000,
  /** Milliseconds for which an administrator opens a conversation. */
  openingMs: 30 * 60_000,
  /** How long ago an administrator may have signed in who opens a conversation, or decides what cannot be undone. */
  freshSignInMs: 60 * 60_000,
  /** Characters of a reason, or of the note to a report. */
  reasonMinLength: 10,
  reasonLength: 1_000,
  /** Entries of the audit log in one piece of an export. */
  auditExportMax: 1_000,
  /** Changed conversations (or bookings, or edits) that a sync carries; of more, a client starts over. */
  syncChanges: 300,
} as const;

/** A bucket of tokens: `burst` at once, refilled by `perSecond`. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Whom a rate counts: a session, a person over all devices, the client's address (of IPv6 the /64), a key of the host
 * marketplace's servers, whoever has or would have an e-mail address, and the same from one address.
 */
export type RateScope = 'device' | 'person' | 'address' | 'key' | 'account' | 'way';

/**
 * How often something may be done, whatever transport it comes over. All buckets of all scopes must hold. Beyond:
 * `rate_limited`, with the time to wait. A person has twice what a device has, so that one that runs wild leaves
 * something to the others; an address has what a company needs, so that many accounts make nobody a crowd.
 */
export const RATES = {
  /** Messages, their edits and unsends: a quick writer is never held up, 60 a minute are more than anybody types. */
  send: {
    device: [
      { burst: 10, perSecond: 5 },
      { burst: 60, perSecond: 1 },
    ],
    person: [
      { burst: 20, perSecond: 10 },
      { burst: 120, perSecond: 2 },
    ],
    address: [{ burst: 600, perSecond: 60 }],
  },
  /** Receipts, typing, joining: many, small, and coalesced by honest clients. */
  signal: {
    device: [{ burst: 100, perSecond: 20 }],
    person: [{ burst: 200, perSecond: 40 }],
    address: [{ burst: 4_000, perSecond: 400 }],
  },
  /** Reading over REST. */
  read: {
    device: [{ burst: 200, perSecond: 30 }],
    person: [{ burst: 400, perSecond: 60 }],
    address: [{ burst: 4_000, perSecond: 400 }],
  },
  /** Images: a form to upload one, its upload, and what becomes of it. Two messages full of them, then two a second. */
  upload: {
    device: [{ burst: 40, perSecond: 2 }],
    person: [{ burst: 80, perSecond: 4 }],
    address: [{ burst: 800, perSecond: 40 }],
  },
  /** Changes to anything but messages. */
  write: {
    device: [{ burst: 30, perSecond: 2 }],
    person: [{ burst: 60, perSecond: 4 }],
    address: [{ burst: 600, perSecond: 40 }],
  },
  /** Reports of people and messages: somebody who is harassed has a few to make, and nobody has a hundred. */
  complain: {
    device: [{ burst: 10, perSecond: 1 / 60 }],
    person: [{ burst: 20, perSecond: 1 / 30 }],
    address: [{ burst: 100, perSecond: 1 }],
  },
  /** Attempts to sign in: a household, not a dictionary. */
  signIn: { address: [{ burst: 20, perSecond: 0.5 }] },
  /** Refreshing: nobody guesses 256 bits, and a company's devices do it every ten minutes each. */
  refresh: { address: [{ burst: 200, perSecond: 10 }] },
  /** Wrong passwords, when signing in and when changing one; right ones cost nothing. See `PasswordGuard`. */
  password: {
    way: [{ burst: 10, perSecond: 1 / 30 }],
    account: [{ burst: 100, perSecond: 1 / 36 }],
  },
  /** Conversations that administrators open: cases, one after the other, not all there are. Beyond it, an alert. */
  open: { person: [{ burst: 20, perSecond: 1 / 60 }] },
  /** What administrators look at: a person who reads, not a program that collects. */
  oversee: {
    device: [
      { burst: 60, perSecond: 5 },
      { burst: 300, perSecond: 1 },
    ],
    person: [{ burst: 400, perSecond: 2 }],
    address: [{ burst: 4_000, perSecond: 400 }],
  },
  /** Requests of the host marketplace's servers: its people and bookings are brought over in minutes. */
  integration: { key: [{ burst: 500, perSecond: 100 }] },
  /** What browsers tell of violations of the content security policy: a page that has any has the same ones again. */
  report: { address: [{ burst: 30, perSecond: 0.5 }] },
  /** Sockets that are opened, before anybody has signed in. */
  knock: { address: [{ burst: 500, perSecond: 50 }] },
  /** Sockets on which somebody signs in. */
  connect: {
    device: [{ burst: 30, perSecond: 0.5 }],
    person: [{ burst: 60, perSecond: 1 }],
  },
  /** Refusals by a rate; a device that uses these up as well is disconnected. */
  refused: { device: [{ burst: 100, perSecond: 2 }] },
} as const satisfies Record<string, Partial<Record<RateScope, readonly Bucket[]>>>;

export type RateName = keyof typeof RATES;

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
  /** How long a client that comes to the front waits for a sign of life of its connection. */
  checkTimeout: 3_000,
  /** And how long when the platform says that there is no network: only a server on the same machine answers then. */
  offlineCheckTimeout: 300,
  /** The server pings a connection this often, and either side gives it up when the answer, or the next ping, is late. */
  pingInterval: 25_000,
  /** With `pingInterval` 35 s: a dead link is noticed by then, and a phone's radio still has time to wake up. */
  pingTimeout: 10_000,
  /** While connected, a client moves its cursor on this often, so that a short absence stays a short sync. */
  syncInterval: 600_000,
  /** How long a gap in `seq` may stay before the client asks for what is missing (two nodes may publish 6 before 5). */
  gapGrace: 300,
  /** A message counts as read after it was visible this long in an active window. */
  readAfterVisible: 500,
  /** What a refused unknown field waits: in a rolling deployment a new client may meet an old server. */
  unknownFieldRetry: 15_000,
} as const;
