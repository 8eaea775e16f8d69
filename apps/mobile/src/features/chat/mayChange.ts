import type { ThreadMessage } from '@duet/chat-client';
import { LIMITS } from '@duet/contract';

export function mayEdit(message: ThreadMessage): boolean {
  return isOwnText(message) && ageOf(message) < LIMITS.editWindow;
}

export function mayUnsend(message: ThreadMessage): boolean {
  return isOwnText(message) && ageOf(message) < LIMITS.unsendWindow;
}

function isOwnText({ mine, deletedAt, status }: ThreadMessage): boolean {
  return mine && deletedAt === null && status !== 'failed' && status !== 'paused';
}

function ageOf({ sentAt }: ThreadMessage): number {
  return Date.now() - Date.parse(sentAt);
}
