import type { Side } from '@duet/contract';

// Conditions of a WHERE clause: what changed for the person $1 on one side and is not in the snapshot $2. They are
// asked of the tables by whoever owns these, and counted here.

/** Of `conversations c`. By blocks first, because an index holds them: ADR 9. */
export const isConversationChanged = (
  side: Side,
): string => `c.${side}_id = $1 AND c.opened_at_${side} IS NOT NULL
    AND c.changed_block_${side} >= tx_block(pg_snapshot_xmin($2::pg_snapshot))
    AND is_since(c.changed_tx_${side}, $2::pg_snapshot)`;

/** Of `bookings b`. */
export const isBookingChanged = (side: Side): string =>
  `b.${side}_id = $1 AND is_since(b.changed_tx, $2::pg_snapshot)`;
