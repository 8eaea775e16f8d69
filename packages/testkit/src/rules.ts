import type { Side } from '@duet/contract';
import type { Client } from 'pg';
import type { FinalConversation, FinalMessage } from './history.ts';

/** A broken promise, by its number, and what shows it. */
export interface Violation {
  readonly promise: `I${number}`;
  readonly says: string;
}

const SIDES = ['customer', 'artist'] as const satisfies readonly Side[];

/** What breaks a rule that holds for the rows of the database whatever happened. Empty is good. */
export async function brokenRules(client: Client): Promise<Violation[]> {
  return (await readConversations(client)).flatMap(checkConversation);
}

/**
 * `seq` is 1..n without gap or repeat and n is `last_seq` (I4), as time does not run against it; every message is there
 * once (I2); the unread counts are what watermarks and messages say (I10); read <= delivered <= n (I11).
 */
export function checkConversation({ id, lastSeq, sides, messages }: FinalConversation): Violation[] {
  const violations: Violation[] = [];
  const broken = (promise: Violation['promise'], says: string) =>
    violations.push({ promise, says: `conversation ${id}: ${says}` });

  const keys = new Set<string>();
  messages.forEach(({ seq, sentAt, senderId, key }, index) => {
    if (seq !== index + 1) broken('I4', `seq ${seq} stands where ${index + 1} should`);
    if (sentAt < (messages[index - 1]?.sentAt ?? ''))
      broken('I4', `seq ${seq} was sent before the one before`);
    const origin = `${senderId} ${key}`;
    if (keys.has(origin)) broken('I2', `message ${key} is stored twice`);
    keys.add(origin);
  });
  if (messages.length !== lastSeq) broken('I4', `last_seq is ${lastSeq}, there are ${messages.length}`);

  for (const side of SIDES) {
    const { unread, delivered, read } = sides[side];
    const counted = messages.filter(
      ({ seq, senderRole }) => seq > read && senderRole === peerOf(side),
    ).length;
    if (unread !== counted) broken('I10', `the ${side} has ${counted} unread, the count says ${unread}`);
    if (!(read <= delivered && delivered <= lastSeq))
      broken('I11', `the ${side} has read ${read} of ${delivered} delivered of ${lastSeq}`);
  }
  return violations;
}

export function peerOf(side: Side): Side {
  return side === 'customer' ? 'artist' : 'customer';
}

/** Every conversation with its messages, as the database has them now. */
export async function readConversations(client: Client): Promise<FinalConversation[]> {
  const { rows } = await client.query<FinalConversation>(`
    SELECT c.id, c.last_seq AS "lastSeq",
      jsonb_build_object('customer', c.customer_id, 'artist', c.artist_id) AS people,
      jsonb_build_object(
        'customer', jsonb_build_object('unread', c.unread_count_customer,
          'delivered', c.delivered_seq_customer, 'read', c.read_seq_customer),
        'artist', jsonb_build_object('unread', c.unread_count_artist,
          'delivered', c.delivered_seq_artist, 'read', c.read_seq_artist)) AS sides,
      '{}'::text[] AS messages
    FROM conversations c ORDER BY c.id`);
  const { rows: messages } = await client.query<FinalMessage & { conversationId: string; at: Date }>(`
    SELECT conversation_id AS "conversationId", seq, id, client_message_id AS key, sender_id AS "senderId",
      sender_role AS "senderRole", content, revision, sent_at AS at
    FROM messages ORDER BY conversation_id, seq`);
  const byConversation = Map.groupBy(
    messages.map(({ at, ...message }) => ({ ...message, sentAt: at.toISOString() })),
    ({ conversationId }) => conversationId,
  );
  return rows.map((row) => ({ ...row, messages: byConversation.get(row.id) ?? [] }));
}
