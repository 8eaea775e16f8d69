import type { ConversationView, ThreadMessage } from '@duet/chat-client';
import { create } from 'zustand';

/** Something that is asked before a person is reported, or blocked. */
export interface SafetyQuestion {
  readonly kind: 'report' | 'block';
  readonly conversation: ConversationView;
  /** The message that is reported; without one it is the person. */
  readonly message?: ThreadMessage | undefined;
}

export const useSafetyQuestion = create<{ question: SafetyQuestion | undefined }>(() => ({
  question: undefined,
}));

/** Asks it before everything else, wherever the person is in the app. */
export function askSafety(question: SafetyQuestion): void {
  useSafetyQuestion.setState({ question });
}

export function closeSafety(): void {
  useSafetyQuestion.setState({ question: undefined });
}
