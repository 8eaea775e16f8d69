import { describe, expect, it } from 'vitest';
import { IntegrationKeys } from './integration-keys.ts';

const keys = new IntegrationKeys([
  { id: 'old', secret: 'a7'.repeat(32) },
  { id: 'new', secret: 'Zm9v-_'.repeat(8) },
]);
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('the keys of other servers', () => {
  it('are known by their ids, several at a time', () => {
    expect(keys.identify(`old.${'a7'.repeat(32)}`)).toBe('old');
    expect(keys.identify(`new.${'Zm9v-_'.repeat(8)}`)).toBe('new');
  });

  it.each([
    undefined,
    '',
    'old',
    'old.',
    `.${'a7'.repeat(32)}`,
    'a7'.repeat(32),
    `new.${'a7'.repeat(32)}`,
    `old.${'a7'.repeat(31)}`,
    `old.${'a7'.repeat(33)}`,
    `OLD.${'a7'.repeat(32)}`,
    `constructor.${'a7'.repeat(32)}`,
    `old.${'A7'.repeat(32)}`,
  ])('are not %s', (shown) => {
    expect(() => keys.identify(shown)).toThrow(refused('key_invalid'));
  });

  it('are not found where there are none', () => {
    expect(() => new IntegrationKeys([]).identify(`old.${'a7'.repeat(32)}`)).toThrow(refused('not_found'));
  });
});
