import type { Message } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { previewOf, receiptOf, summaryOf } from './preview.ts';

const peer = { id: '019a0000-0000-7000-8000-00000000000b', name: 'Bruno Costa', timeZone: 'Europe/Lisbon' };
const viewerId = '019a0000-0000-7000-8000-00000000000a';

function message(patch: Partial<Message> = {}): Message {
  return {
    id: '019a0000-0000-7000-8000-000000000001',
    conversationId: '019a0000-0000-7000-8000-0000000000cc',
    seq: 7,
    clientMessageId: '019a0000-0000-7000-8000-000000000002',
    senderId: viewerId,
    senderRole: 'customer',
    type: 'text',
    content: 'Hello',
    caution: [],
    masked: false,
    images: [],
    bookingId: null,
    replyToId: null,
    metadata: null,
    revision: 0,
    sentAt: '2026-01-01T00:00:00.000Z',
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    ...patch,
  };
}

function row(lastMessage: Message | null, watermarks: { deliveredSeq?: number; readSeq?: number } = {}) {
  return {
    lastMessage,
    me: {
      role: 'customer' as const,
      unreadCount: 0,
      markedUnread: false,
      readSeq: 0,
      archivedAt: null,
      mutedUntil: null,
      pinnedAt: null,
      blocked: false,
    },
    peer: { user: peer, deliveredSeq: 0, readSeq: 0, blocked: false, ...watermarks },
  };
}

describe('previewOf', () => {
  it('names the viewer, folds lines and leaves the other side bare', () => {
    expect(previewOf(row(message({ content: ' Hi\n\n there\t!' })), en)).toBe('You: Hi there !');
    expect(previewOf(row(message({ senderRole: 'artist' })), en)).toBe('Hello');
    expect(previewOf(row(null), en)).toBe('Say hello');
  });

  it('says who has removed a message', () => {
    const removed = { content: null, deletedAt: '2026-01-01T00:00:00.000Z' };
    expect(previewOf(row(message(removed)), en)).toBe('You removed a message');
    expect(previewOf(row(message({ ...removed, senderRole: 'artist' })), en)).toBe('Message removed');
    expect(receiptOf(row(message(removed), { readSeq: 9 }))).toBeUndefined();
  });

  it('tells a booking change from its metadata, and falls back to the words of the server', () => {
    const metadata = {
      kind: 'booking_status' as const,
      bookingId: viewerId,
      version: 2,
      from: 'requested' as const,
      to: 'accepted' as const,
      actorId: peer.id,
    };
    const system = { senderRole: 'system' as const, type: 'system' as const, content: 'Fallback.' };
    expect(previewOf(row(message({ ...system, metadata })), en)).toBe('Bruno Costa accepted the booking');
    expect(summaryOf(message({ ...system, metadata: { ...metadata, actorId: viewerId } }), peer, en)).toBe(
      'You accepted the booking',
    );
    expect(summaryOf(message({ ...system, metadata: { ...metadata, actorId: null } }), peer, en)).toBe(
      'The booking was accepted',
    );
    expect(summaryOf(message(system), peer, en)).toBe('Fallback.');
  });

  it('has words for what is no text', () => {
    const urls = { small: '', medium: '', large: '' };
    const image = {
      id: viewerId,
      width: 1,
      height: 1,
      thumbhash: '',
      urls,
      urlsExpireAt: '2026-01-01T00:20:00.000Z',
    };
    const photos = (count: number, content: string | null) =>
      summaryOf(
        message({ type: 'image', content, images: Array.from({ length: count }, () => image) }),
        peer,
        en,
      );
    expect(photos(1, null)).toBe('📷 Photo');
    expect(photos(2, null)).toBe('📷 2 photos');
    expect(photos(2, 'From the\nstudio')).toBe('📷 From the studio');
    expect(summaryOf(message({ type: 'unknown' }), peer, en)).toBe('Update Duet to see this message');
    expect(summaryOf(message({ deletedAt: '2026-01-01T00:00:00.000Z' }), peer, en)).toBe('Message removed');
  });
});

it('the receipt follows the watermarks of the other side', () => {
  expect(receiptOf(row(message()))).toBe('sent');
  expect(receiptOf(row(message(), { deliveredSeq: 7 }))).toBe('delivered');
  expect(receiptOf(row(message(), { deliveredSeq: 9, readSeq: 7 }))).toBe('read');
  expect(receiptOf(row(message({ senderRole: 'artist' })))).toBeUndefined();
});
