import type { FinalConversation } from '@duet/testkit';
import { expect, test } from 'vitest';
import { toLedger } from './ledger.ts';

const stored = (seq: number, senderRole: 'customer' | 'artist' | 'system', key = `k${seq}`) => ({
  id: `m${seq}`,
  seq,
  key,
  senderId: senderRole,
  senderRole,
  content: '',
  revision: 0,
  sentAt: '',
});

function conversation(messages: ReturnType<typeof stored>[], lastSeq = messages.length): FinalConversation {
  const side = { unread: 0, delivered: 3, read: 2 };
  return {
    id: 'c',
    lastSeq,
    people: { customer: 'alice', artist: 'bruno' },
    sides: { customer: side, artist: side },
    messages,
  };
}

test('a message counts once however often it was sent, and is told by how far it has come', () => {
  const messages = [stored(1, 'customer'), stored(2, 'customer'), stored(3, 'customer'), stored(4, 'system')];
  const tries = { alice: ['k2', 'k2', 'k3', 'k5'], bruno: [] };
  expect(toLedger(conversation(messages), 1, tries)).toEqual({
    accounts: {
      alice: { sent: 3, tries: 4, acknowledged: 2, delivered: 2, read: 1 },
      bruno: { sent: 0, tries: 0, acknowledged: 0, delivered: 0, read: 0 },
    },
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
  });
});

test('what is missing, there twice or not where it was sent is found', () => {
  const messages = [
    stored(1, 'artist'),
    stored(2, 'artist', 'k9'),
    stored(3, 'artist', 'k9'),
    stored(5, 'artist'),
  ];
  expect(toLedger(conversation(messages, 5), 0, { alice: [], bruno: ['k5', 'k1', 'k9'] })).toMatchObject({
    lost: 1,
    doubled: 1,
    outOfOrder: 1,
  });
});
