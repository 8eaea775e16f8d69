import type { ThreadMessage } from '@duet/chat-client';
import { hasMenu } from './mayChange.ts';

/** What the keyboard goes through in a thread: a message's menu, or what a line of the marketplace unfolds. */
export const MENU_STOP = 'message-menu';
export const UNFOLD_STOP = 'system-unfold';
export const THREAD_STOPS = [MENU_STOP, UNFOLD_STOP];

/** Whether the keyboard stops at a message. */
export function isStop(message: ThreadMessage): boolean {
  return message.type === 'system' ? message.metadata !== null : hasMenu(message);
}
