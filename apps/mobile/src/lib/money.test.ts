import { expect, it } from 'vitest';
import { priceOf } from './money.ts';

it.each([
  [45_000, 'EUR', '€450'],
  [45_050, 'EUR', '€450.50'],
  [120_000, 'KRW', '₩120,000'],
  [0, 'USD', '$0'],
])('%i %s -> %s', (amount, currency, text) => {
  expect(priceOf(amount, currency, 'en-US')).toBe(text);
});
