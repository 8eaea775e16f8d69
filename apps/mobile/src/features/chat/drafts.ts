/** What was written and not sent, by conversation, for as long as the app runs. */
const drafts = new Map<string, string>();

export function draftOf(conversationId: string): string {
  return drafts.get(conversationId) ?? '';
}

export function keepDraft(conversationId: string, text: string): void {
  if (text === '') drafts.delete(conversationId);
  else drafts.set(conversationId, text);
}

/** The next person at this device must not find them. */
export function forgetDrafts(): void {
  drafts.clear();
}
