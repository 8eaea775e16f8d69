import type { ThreadMessage } from '@duet/chat-client';
import type { ContactPolicy } from '@duet/contract';

/** `kept`: the viewer wrote it, and the other person does not see it yet; `hidden` is the same for that person. */
export type CautionKind = 'kept' | 'hidden' | 'suspicious';

/** What is to be said below a message, by what becomes of contact details in its conversation now; null: nothing. */
export function cautionOf(
  { mine, masked, caution, deletedAt }: Pick<ThreadMessage, 'mine' | 'masked' | 'caution' | 'deletedAt'>,
  policy: ContactPolicy,
): CautionKind | null {
  if (deletedAt !== null) return null;
  if (masked) return mine ? 'kept' : 'hidden';
  return !mine && caution.length > 0 && policy !== 'off' ? 'suspicious' : null;
}
