import { expect, it } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { LANGUAGES, spokenOf } from './languages.ts';

type Node = string | ((...given: never[]) => string) | { readonly [key: string]: Node };

/** All that is said, by its place: of what depends on something, what is said of placeholders. */
function said(node: Node, place = ''): Map<string, { text: string; given: number }> {
  if (typeof node === 'string') return new Map([[place, { text: node, given: 0 }]]);
  if (typeof node === 'object')
    return new Map(Object.entries(node).flatMap(([key, child]) => [...said(child, `${place}.${key}`)]));
  // They pass for numbers, of more than one, and for words.
  const given = Array.from({ length: node.length }, (_, index) => String(70_001 + index));
  return new Map([[place, { text: node(...(given as never[])), given: node.length }]]);
}

const placeholders = (text: string) => new Set([...text.matchAll(/7000\d/gu)].map(([found]) => found));

const english = said(en);
const korean = said(ko);

it('speaks Korean wherever it speaks English', () => {
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
});

it.each([...korean].filter(([place]) => place !== '.language'))('%s has Korean words', (place, { text }) => {
  // Marks, numbers and names are the same everywhere.
  if (/\p{L}/u.test((english.get(place)?.text ?? '').replaceAll(/Duet|iPhone|iPad|Android|HEIC|JPEG/gu, '')))
    expect(text).toMatch(/\p{Script=Hangul}/u);
});

it.each([...english].filter(([, { given }]) => given > 0))('%s says the same things', (place, { text }) => {
  expect(placeholders(korean.get(place)?.text ?? '')).toEqual(placeholders(text));
});

it('knows one thing and several', () => {
  expect(en.conversation.offlineWith(1)).toContain(' 1 message will');
  expect(en.conversation.offlineWith(1_200)).toContain(' 1,200 messages will');
  expect(en.settings.lost(1, 0)).toBe(
    '1 message has not been sent yet. Signing out deletes it from this device.',
  );
  expect(en.settings.lost(2, 1)).toBe(
    '2 messages have not been sent yet. You have begun 1 message and not finished. Signing out deletes them from this device.',
  );
});

it('leaves names their own direction', () => {
  expect(en.composer.label('ليلى')).toBe('Message to \u2068ليلى\u2069');
  expect(ko.composer.replyTo('Bruno ליאור')).toBe('\u2068Bruno ליאור\u2069님에게 답장');
  expect(en.composer.label('Bruno')).toBe('Message to Bruno');
});

it('speaks the first language it knows of those that are wanted', () => {
  expect(spokenOf(['ko-KR', 'en-US'])).toBe('ko');
  expect(spokenOf(['fr-FR', 'KO', 'en'])).toBe('ko');
  expect(spokenOf(['fr-FR', 'constructor'])).toBe('en');
  expect(spokenOf([])).toBe('en');
  expect(Object.keys(LANGUAGES)).toEqual(['en', 'ko']);
});
