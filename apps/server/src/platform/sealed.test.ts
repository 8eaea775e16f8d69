import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { seal, unseal } from './sealed.ts';

const [own, other] = [randomBytes(32), randomBytes(32)];
const bytes = Buffer.from('between two');

it('opens what was sealed under any key of the ring', () => {
  const sealed = seal([own], bytes, 'alice');
  expect(sealed.includes(bytes)).toBe(false);
  expect(unseal([own], sealed, 'alice')).toEqual(bytes);
  expect(unseal([other, own], sealed, 'alice')).toEqual(bytes);
});

it('opens nothing under another key, for somebody else, or changed in any bit', () => {
  const sealed = seal([own], bytes, 'alice');
  expect(unseal([other], sealed, 'alice')).toBeUndefined();
  expect(unseal([own], sealed, 'bruno')).toBeUndefined();
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(unseal([own], changed, 'alice')).toBeUndefined();
  }
  for (let length = 0; length < sealed.length; length += 1) {
    expect(unseal([own], sealed.subarray(0, length), 'alice')).toBeUndefined();
  }
});
