import { AppError } from '@duet/contract';
import type { PasswordGuard } from './password-guard.ts';
import { verifyPassword } from './password.ts';
import type { Credentials, UserRepository } from './user.repository.ts';

/** Whether an e-mail address and a password are somebody's, wherever they sign in. */
export class CredentialsCheck {
  readonly #users: UserRepository;
  readonly #passwords: PasswordGuard;

  constructor(users: UserRepository, passwords: PasswordGuard) {
    this.#users = users;
    this.#passwords = passwords;
  }

  /**
   * Whose they are.
   * @throws AppError `invalid_credentials`, the same for an unknown address, a wrong password and a suspended person;
   * `rate_limited` after too many of these, likewise.
   */
  async check(email: string, password: string, address: string): Promise<Credentials> {
    const credentials = await this.#users.findCredentials(email);
    const account = credentials?.user.id ?? email.toLowerCase();
    const isGood = await this.#passwords.attempt(account, address, async () => {
      const matches = await verifyPassword(credentials?.passwordHash, password);
      return matches && credentials?.suspended === false;
    });
    if (!credentials || !isGood) throw new AppError('invalid_credentials');
    return credentials;
  }

  /**
   * The credentials of who is signed in, and shows their password again.
   * @throws AppError `wrong_password`, also for somebody who has none here; `rate_limited` after too many of these.
   */
  async checkAgain(userId: string, password: string, address: string): Promise<Credentials> {
    const credentials = await this.#users.findCredentialsOf(userId);
    const matches = await this.#passwords.attempt(userId, address, () =>
      verifyPassword(credentials?.passwordHash, password),
    );
    if (!credentials || !matches) throw new AppError('wrong_password');
    return credentials;
  }
}
