import { RATES } from '@duet/contract';
import { expect, it } from 'vitest';
import { RateLimiter } from '../../platform/rate-limiter.ts';
import { PasswordGuard } from './password-guard.ts';

const [strict, loose] = [RATES.password.way[0].burst, RATES.password.account[0].burst];
const limited = { code: 'rate_limited' };

/** A guard on a clock that stands until it is told to pass. */
function guardAt() {
  let now = 0;
  const guard = new PasswordGuard(new RateLimiter(1, () => now));
  return {
    guard,
    pass: (ms: number) => (now += ms),
    guess: (address: string, account = 'alice') => guard.attempt(account, address, async () => false),
    signIn: (address: string, account = 'alice') => guard.attempt(account, address, async () => true),
  };
}

/** A stranger with as many addresses as it takes uses up what is left to all unknown ways. */
async function guessFromEverywhere(guess: (address: string) => Promise<boolean>): Promise<number> {
  for (let guesses = 0; ; guesses += 1) {
    const isRefused = await guess(`198.51.${guesses >> 8}.${guesses & 255}`).catch(() => true);
    if (isRefused) return guesses;
  }
}

it('lets an address try an account some times, then as slowly as it fills up, and others as before', async () => {
  const { guess, signIn, pass } = guardAt();
  for (let n = 0; n < strict; n += 1) expect(await guess('192.0.2.1')).toBe(false);
  await expect(guess('192.0.2.1')).rejects.toMatchObject({ ...limited, details: { retryAfterMs: 30_000 } });
  // Not even the right one, or a guesser would learn it.
  await expect(signIn('192.0.2.1')).rejects.toMatchObject(limited);
  expect(await signIn('192.0.2.2')).toBe(true);
  expect(await signIn('192.0.2.1', 'bruno')).toBe(true);
  pass(30_000);
  expect(await signIn('192.0.2.1')).toBe(true);
});

it('counts all that are tried at once', async () => {
  const { guess } = guardAt();
  const outcomes = await Promise.allSettled(Array.from({ length: 3 * strict }, () => guess('192.0.2.1')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(strict);
});

it('limits a stranger of many addresses, who cannot lock out a person on their known way', async () => {
  const { guard, guess, signIn } = guardAt();
  guard.learn('alice', '192.0.2.1');
  expect(await guessFromEverywhere(guess)).toBe(loose);
  await expect(signIn('192.0.2.99')).rejects.toMatchObject(limited);
  for (let n = 0; n < 3 * strict; n += 1) expect(await signIn('192.0.2.1')).toBe(true);
  expect(await signIn('192.0.2.99', 'bruno')).toBe(true);
});

it('treats an account that nobody has like any other', async () => {
  const { guess } = guardAt();
  expect(await guessFromEverywhere((address) => guess(address, 'nobody@duet.example'))).toBe(loose);
});

it('charges nothing for what is right, nor for what could not be judged', async () => {
  const { guard, guess, signIn } = guardAt();
  const busy = () => guard.attempt('alice', '192.0.2.1', () => Promise.reject(new Error('busy')));
  for (let n = 0; n < 3 * strict; n += 1) {
    expect(await signIn('192.0.2.1')).toBe(true);
    await expect(busy()).rejects.toThrow('busy');
  }
  for (let n = 0; n < strict; n += 1) expect(await guess('192.0.2.1')).toBe(false);
  await expect(guess('192.0.2.1')).rejects.toMatchObject(limited);
});
