import { TOTP } from 'otpauth';

const PERIOD_MS = 30_000;

/** An authenticator that shows each of its codes once, beginning with the oldest that is right: nobody waits for the next. */
export class Authenticator {
  readonly #totp: TOTP;
  #step = 0;

  /** `secret` is in base 32. */
  constructor(secret: string) {
    this.#totp = new TOTP({ secret });
  }

  /** Three of them at a time are right. */
  next(): string {
    this.#step = Math.max(this.#step + 1, Math.floor(Date.now() / PERIOD_MS) - 1);
    return this.#totp.generate({ timestamp: this.#step * PERIOD_MS });
  }

  /** The code of another hour. */
  wrong(): string {
    return this.#totp.generate({ timestamp: Date.now() + 3_600_000 });
  }
}
