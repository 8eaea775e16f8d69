import { isFound, searchTerms, searchWords, type Booking, type Person, type Side } from '@duet/contract';
import { byTime, selectConversation, type ConversationView } from './conversation-view.ts';
import type { ChatState } from './state.ts';

const names = new WeakMap<Person, readonly string[]>();
const codes = new WeakMap<Booking, readonly string[]>();

/**
 * The known conversations in which the viewer has this role and whose other person's name, or a known booking's code, has
 * words that begin like those of `text`; archived ones too, newest first. `also` are ids that the server found.
 */
export function selectFound(
  state: ChatState,
  role: Side,
  text: string,
  also: ReadonlySet<string>,
): readonly ConversationView[] {
  const terms = searchTerms(text);
  const booked = new Map<string, readonly string[]>();
  for (const booking of Object.values(state.bookings)) {
    const words = booked.get(booking.conversationId) ?? [];
    booked.set(booking.conversationId, [...words, ...wordsOf(codes, booking, booking.code)]);
  }
  const isNamed = ({ id, peer }: ConversationView) =>
    isFound([...wordsOf(names, peer.user, peer.user.name), ...(booked.get(id) ?? [])], terms);
  return Object.keys(state.conversations)
    .map((id) => selectConversation(state, id))
    .filter((view) => view !== undefined)
    .filter((view) => view.me.role === role && (also.has(view.id) || isNamed(view)))
    .sort(byTime);
}

function wordsOf<T extends object>(
  known: WeakMap<T, readonly string[]>,
  of: T,
  text: string,
): readonly string[] {
  const words = known.get(of) ?? searchWords(text);
  known.set(of, words);
  return words;
}
