import type { OverseenConversation } from '@duet/contract';
import { bookingTones, bookingWords } from '../../lib/words.ts';
import { Chip } from '../../ui/Chip.tsx';

/** The pair's latest bookings. */
export function Bookings({ of: { bookings } }: { of: OverseenConversation }) {
  if (bookings.length === 0) return <span className="faint">None</span>;
  return (
    <ul className="chips">
      {bookings.map(({ id, code, status }) => (
        <li key={id}>
          <Chip label={`${code} · ${bookingWords[status]}`} tone={bookingTones[status]} />
        </li>
      ))}
    </ul>
  );
}

/** Whether the two can write to each other. */
export function Status({ of: { status, blockedBy } }: { of: OverseenConversation }) {
  return (
    <span className="chips">
      <Chip
        label={status === 'active' ? 'Active' : 'Closed'}
        tone={status === 'active' ? 'positive' : 'neutral'}
      />
      {blockedBy.map((side) => (
        <Chip key={side} label={`Blocked by the ${side}`} tone="negative" />
      ))}
    </span>
  );
}
