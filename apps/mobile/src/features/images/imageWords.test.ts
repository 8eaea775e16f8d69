import { expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { photoLabel } from './imageWords.ts';

it('says which photo it is, whose, and of when', () => {
  const viewer = { locale: 'en-GB', timeZone: 'Europe/Paris', now: new Date('2026-06-12T12:00:00Z') };
  const photo = { number: 1, of: 3, from: 'Bruno', sentAt: '2026-06-09T12:02:00Z' };
  expect(photoLabel(photo, en, viewer)).toBe('Photo 1 of 3 from Bruno, Tuesday 14:02');
  expect(photoLabel({ ...photo, of: 1, from: undefined, sentAt: '2026-06-12T06:00:00Z' }, en, viewer)).toBe(
    'Photo from you, Today 08:00',
  );
});
