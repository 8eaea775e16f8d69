import { describe, expect, it } from 'vitest';
import { colourOf, initialsOf } from './names.ts';

describe('initialsOf', () => {
  it.each([
    ['Alice Moreau', 'AM'],
    ['bruno', 'B'],
    ['Maria del Carmen García', 'MG'],
    ['김민서', '김'],
    ['ليلى حداد', 'لح'],
    ['E\u0301lodie  Blanc', 'E\u0301B'],
    ['👩‍🎨 Studio', '👩‍🎨S'],
    ['  ', '?'],
  ])('%s -> %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

it('gives a person one colour, and people different ones', () => {
  const ids = Array.from(
    { length: 200 },
    (_, index) => `019a0000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  );
  const places = ids.map((id) => colourOf(id, 8));
  expect(places).toEqual(ids.map((id) => colourOf(id, 8)));
  expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
});
