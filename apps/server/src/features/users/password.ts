import { AppError } from '@duet/contract';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id as OWASP recommends it for 2 iterations: 19 MiB, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Sign-ins in work at once, and those that may wait: a flood of them leaves cores and memory for everybody else. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 100;

let running = 0;
const waiting: (() => void)[] = [];

/** The form of a password that is stored: argon2id with its parameters and a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/**
 * True when `password` is the one `hashed` was made from. Without a hash (nobody has that address) it does the same
 * work and answers false, so that the time tells nothing.
 * @throws AppError `busy` when too many sign-ins are waiting.
 */
export async function verifyPassword(hashed: string | undefined, password: string): Promise<boolean> {
  await enter();
  try {
    const matches = await verify(hashed ?? (await nobodysHash), password.normalize('NFKC'));
    return matches && hashed !== undefined;
  } finally {
    leave();
  }
}

const nobodysHash = hashPassword(crypto.randomUUID());

async function enter(): Promise<void> {
  if (running < MAX_AT_ONCE) {
    running += 1;
    return;
  }
  if (waiting.length >= MAX_WAITING) throw new AppError('busy', { retryAfterMs: 2_000 });
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Hands the place to the next in line, who is counted as running already. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}
