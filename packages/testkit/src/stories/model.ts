import type { ConversationView, QueueEntry } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import type { FinalConversation } from '../history.ts';

export const SIDES = ['customer', 'artist'] as const satisfies readonly Side[];

/** Two people with two devices each, by the names that stories have for them. */
export const DEVICES = {
  "alice's phone": 'customer',
  "alice's tablet": 'customer',
  "bruno's phone": 'artist',
  "bruno's tablet": 'artist',
} as const satisfies Record<string, Side>;
export type DeviceName = keyof typeof DEVICES;
export const DEVICE_NAMES = Object.keys(DEVICES) as DeviceName[];

/** `certain` is kept by its device or by the server; `perhaps` may have died with the app; `refused` is over. */
type Fate = 'certain' | 'perhaps' | 'refused';

/** An edit (with its text) or unsend (null) of a message. */
interface Change {
  readonly device: DeviceName;
  readonly content: string | null;
  fate: Fate;
}

/** What a person wrote, and what they then did with it. */
interface Written {
  readonly key: string;
  readonly side: Side;
  readonly device: DeviceName;
  readonly content: string;
  /** The version of the booking its author saw, if it speaks of it and they have not said since that it is meant anyway. */
  seenBooking: number | undefined;
  fate: Fate;
  readonly changes: Change[];
}

/** What a person did with their side of the conversation. */
interface OwnUpdate {
  readonly device: DeviceName;
  readonly archived?: boolean;
  readonly markedUnread?: boolean;
  readonly pinned?: boolean;
  /** The newest message the device knew of. */
  readonly asOfSeq: number;
  fate: Fate;
}

/** How a story ended: what the database holds, and what the two people see. */
export interface Ending {
  readonly conversation: FinalConversation;
  readonly views: Readonly<Record<Side, ConversationView>>;
  /** By its `seq`, to which version the booking changed there. */
  readonly bookingChanges: ReadonlyMap<number, number>;
}

/** What the people of a story have done, and what must be true in the end because of it. */
export class Model {
  serverUp = true;
  bookingStatus: 'requested' | 'accepted' | 'completed' = 'requested';
  readonly devices = Object.fromEntries(
    DEVICE_NAMES.map((name) => [name, { open: true, linked: true }]),
  ) as Record<DeviceName, { open: boolean; linked: boolean }>;
  readonly #written: Written[] = [];
  readonly #updates: OwnUpdate[] = [];
  /** How far each device's person has looked since its app was opened, and the sides of those who ever did. */
  readonly #looked = new Map<DeviceName, number>();
  readonly #haveLooked = new Set<Side>();

  /** Whether a device can reach the server. */
  reaches(name: DeviceName): boolean {
    const { open, linked } = this.devices[name];
    return this.serverUp && open && linked;
  }

  /** The last message that a person wrote, or so many before it. */
  written(side: Side, before: number): Written | undefined {
    return this.#written.filter((one) => one.side === side).at(-1 - before);
  }

  writes(device: DeviceName, message: { key: string; content: string; seenBooking?: number }): void {
    const { key, content, seenBooking } = message;
    const side = DEVICES[device];
    this.#written.push({ key, content, seenBooking, side, device, fate: 'certain', changes: [] });
  }

  changes(device: DeviceName, key: string, content: string | null): void {
    this.#find(key)?.changes.push({ device, content, fate: 'certain' });
  }

  updates(device: DeviceName, update: Omit<OwnUpdate, 'device' | 'fate'>): void {
    this.#updates.push({ device, ...update, fate: 'certain' });
  }

  looks(device: DeviceName, upToSeq: number): void {
    this.#looked.set(device, Math.max(upToSeq, this.#looked.get(device) ?? 0));
    this.#haveLooked.add(DEVICES[device]);
  }

  /** The author was asked and means it anyway. */
  meansAnyway(key: string): void {
    const message = this.#find(key);
    if (message) message.seenBooking = undefined;
  }

  /** The author gives up what their device says has failed. */
  givesUp(entry: QueueEntry): void {
    if (entry.kind === 'send') this.#settle(this.#find(entry.key), 'refused');
    else this.#settle(this.#changeOf(entry), 'refused');
  }

  /** The app is killed with these in its queue. What its disk did not have yet may be lost. */
  killed(device: DeviceName, waiting: readonly QueueEntry[]): void {
    this.#looked.delete(device);
    for (const entry of waiting.filter(({ stored }) => !stored)) {
      const message = this.#find(entry.key);
      this.#settle(message, 'perhaps');
      this.#settle(this.#changeOf(entry), 'perhaps');
      // Edited in its place: the disk may have it as it was.
      for (const change of message?.changes ?? []) this.#settle(change, 'perhaps');
      if (entry.kind !== 'update') continue;
      for (const update of this.#updates) if (update.device === device) this.#settle(update, 'perhaps');
    }
  }

  /** In what the ending contradicts what people did, in words. Empty is good. */
  contradictions(ending: Ending): string[] {
    const { conversation } = ending;
    const stored = new Map(conversation.messages.map((message) => [message.key, message]));
    const found: string[] = [];
    for (const message of this.#written) {
      const { key, content, device, seenBooking } = message;
      const kept = stored.get(key);
      if (!kept) {
        const isWanted = message.fate === 'certain' && !message.changes.some(isUnsend);
        if (isWanted) found.push(`«${content}» from ${device} is not there`);
        continue;
      }
      const allowed = contentsOf(message);
      if (!allowed.includes(kept.content))
        found.push(
          `«${content}» from ${device} says ${told(kept.content)}, not ${allowed.map(told).join(' or ')}`,
        );
      for (const [seq, version] of ending.bookingChanges) {
        if (seenBooking !== undefined && version > seenBooking && seq < kept.seq)
          found.push(`«${content}» was stored though its booking had changed`);
      }
    }
    for (const side of SIDES) found.push(...this.#ofOwnSide(side, ending));
    return found;
  }

  *#ofOwnSide(side: Side, { conversation, views }: Ending): Iterable<string> {
    const { archivedAt, markedUnread, pinnedAt, readSeq } = views[side].me;
    const updates = this.#updates.filter(({ device }) => DEVICES[device] === side);
    const archivals = updates.filter(({ archived, asOfSeq }) => archived && asOfSeq >= conversation.lastSeq);
    if (archivedAt !== null && archivals.length === 0)
      yield `it is archived for the ${side}, who had not seen all of it when they last archived it`;
    const wasBroughtBack = updates.some(({ archived }) => archived === false);
    if (archivedAt === null && archivals.some(isCertain) && !wasBroughtBack)
      yield `it is not archived for the ${side}, who archived it after the last message`;

    const pins = updates.filter(({ pinned }) => pinned);
    if (pinnedAt !== null && pins.length === 0) yield `it is pinned for the ${side}, who never did that`;
    const wasUnpinned = updates.some(({ archived, pinned }) => archived || pinned === false);
    if (pinnedAt === null && pins.some(isCertain) && !wasUnpinned)
      yield `it is not pinned for the ${side}, who pinned it and never took that back`;

    const marks = updates.filter((update) => update.markedUnread);
    if (markedUnread && marks.length === 0) yield `it is marked unread for the ${side}, who never did that`;
    const wasUnmarked = updates.some((update) => update.markedUnread === false);
    if (!markedUnread && marks.some(isCertain) && !wasUnmarked && !this.#haveLooked.has(side))
      yield `it is not marked unread for the ${side}, who marked it and never looked`;

    for (const [device, seq] of this.#looked) {
      if (DEVICES[device] === side && readSeq < seq)
        yield `the ${side} looked as far as ${seq} on ${device}, and has read ${readSeq}`;
    }
  }

  #find(key: string): Written | undefined {
    return this.#written.find((message) => message.key === key);
  }

  #changeOf(entry: QueueEntry): Change | undefined {
    if (entry.kind !== 'edit' && entry.kind !== 'unsend') return undefined;
    const content = entry.kind === 'edit' ? entry.content : null;
    return this.#find(entry.clientMessageId)?.changes.findLast((change) => change.content === content);
  }

  #settle(what: { fate: Fate } | undefined, fate: Fate): void {
    if (what && what.fate !== 'refused') what.fate = fate;
  }
}

/** What a stored message may say: what each device that changed it said last, in whatever order these came. */
function contentsOf({ content, changes }: Written): readonly (string | null)[] {
  const counting = changes.filter(({ fate }) => fate !== 'refused');
  if (counting.some((change) => isUnsend(change) && isCertain(change))) return [null];
  const last = counting.filter(
    (change, index) =>
      !counting.slice(index + 1).some((later) => later.device === change.device && isCertain(later)),
  );
  const original = counting.some(isCertain) ? [] : [content];
  return [...original, ...last.map((change) => change.content)];
}

function isCertain({ fate }: { fate: Fate }): boolean {
  return fate === 'certain';
}

function isUnsend({ content }: Change): boolean {
  return content === null;
}

function told(content: string | null): string {
  return content === null ? 'nothing' : `«${content}»`;
}
