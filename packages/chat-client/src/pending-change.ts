import type { Conversation, ErrorObject, Message } from '@duet/contract';
import { isChangeOf, type ChangeEntry, type QueueEntry } from './queue-entry.ts';

/** An edit or unsend of an own message that the server has not taken yet. */
export interface PendingChange {
  /** Names it for `retry` and `discard`. */
  readonly key: string;
  readonly kind: 'edit' | 'unsend';
  /** `queued` is kept by the device and waits for a connection. */
  readonly status: 'queued' | 'sending' | 'failed';
  /** Why the server does not take it; with `failed` only. */
  readonly failure?: ErrorObject;
}

type Changeable = Pick<Message, 'content' | 'images' | 'editedAt' | 'deletedAt'>;

const NONE: readonly ChangeEntry[] = [];

/** What waits to change an own message, in order. */
export function changesOf(pending: readonly QueueEntry[], clientMessageId: string): readonly ChangeEntry[] {
  if (pending.length === 0) return NONE;
  const changes = pending.filter<ChangeEntry>((entry) => isChangeOf(entry, clientMessageId));
  return changes.length === 0 ? NONE : changes;
}

/** The message as it will be when its changes are made. One that failed changes nothing. */
export function withChanges<M extends Changeable>(message: M, changes: readonly ChangeEntry[]): M {
  return changes.reduce((changed, entry) => {
    // A tombstone stays one, whatever still waits.
    if (entry.failure || changed.deletedAt !== null) return changed;
    if (entry.kind === 'edit') return { ...changed, content: entry.content, editedAt: entry.queuedAt };
    return { ...changed, content: null, images: [], deletedAt: entry.queuedAt };
  }, message);
}

/** The last of a message's changes, as its thread shows it. */
export function lastChange(changes: readonly ChangeEntry[], connected: boolean): PendingChange | undefined {
  const last = changes.at(-1);
  if (!last) return undefined;
  const { key, kind, failure, stored } = last;
  if (failure) return { key, kind, status: 'failed', failure };
  return { key, kind, status: connected || !stored ? 'sending' : 'queued' };
}

/** The own side as it will be when its updates are made, given the highest `seq` there is. */
export function withUpdates(
  me: Conversation['me'],
  pending: readonly QueueEntry[],
  lastSeq: number,
): Conversation['me'] {
  return pending.reduce((changed, entry) => {
    if (entry.kind !== 'update' || entry.failure) return changed;
    const { archived, asOfSeq = lastSeq, pinned = changed.pinnedAt !== null } = entry.change;
    const { markedUnread = changed.markedUnread, mutedUntil = changed.mutedUntil } = entry.change;
    const { blocked = changed.blocked } = entry.change;
    const isArchived = archived === undefined ? changed.archivedAt !== null : archived && asOfSeq >= lastSeq;
    return {
      ...changed,
      markedUnread,
      mutedUntil,
      blocked,
      archivedAt: isArchived ? (changed.archivedAt ?? entry.queuedAt) : null,
      pinnedAt: pinned && !isArchived ? (changed.pinnedAt ?? entry.queuedAt) : null,
    };
  }, me);
}
