import type { ThreadMessage } from '@duet/chat-client';
import { LIMITS } from '@duet/contract';

export function mayEdit(message: ThreadMessage): boolean {
  return isOwnText(message) && ageOf(message) < LIMITS.editWindow;
}

export function mayUnsend(message: ThreadMessage): boolean {
  return isOwnText(message) && ageOf(message) < LIMITS.unsendWindow;
}

/** What the server has can be answered, and is not taken back. */
export function mayReply({ id, deletedAt, type }: ThreadMessage): boolean {
  return id !== null && deletedAt === null && type !== 'system';
}

/** What the other person wrote, also what they have taken back since. */
export function mayReport({ id, mine, type }: ThreadMessage): boolean {
  return id !== null && !mine && type !== 'system';
}

/** Whether there is anything to be done with it, if only to copy it. */
export function hasMenu(message: ThreadMessage): boolean {
  return (
    mayReply(message) ||
    mayReport(message) ||
    mayUnsend(message) ||
    (message.content !== null && message.deletedAt === null)
  );
}

function isOwnText({ mine, deletedAt, status }: ThreadMessage): boolean {
  return mine && deletedAt === null && status !== 'failed' && status !== 'paused';
}

function ageOf({ sentAt }: ThreadMessage): number {
  return Date.now() - Date.parse(sentAt);
}
