/** What was written and not sent, for as long as the app runs. A side of a conversation is one person's alone. */
const drafts = new Map<string, string>();

export function draftOf(side: string): string {
  return drafts.get(side) ?? '';
}

export function keepDraft(side: string, text: string): void {
  if (text === '') drafts.delete(side);
  else drafts.set(side, text);
}
