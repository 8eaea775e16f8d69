import type { User } from '@duet/contract';
import type { SessionSnapshot } from './session.ts';
import { Signal } from './signal.ts';

/** Who is signed in, for everybody who follows it. */
export class SessionView {
  readonly #signal = new Signal();
  #snapshot: SessionSnapshot = { status: 'unknown', user: undefined };

  readonly get = (): SessionSnapshot => this.#snapshot;

  readonly subscribe = this.#signal.subscribe;

  become(next: SessionSnapshot): void {
    const { status, user } = this.#snapshot;
    if (next.status === status && next.user?.id === user?.id) return;
    this.#snapshot = next;
    this.#signal.emit();
  }

  /** The same person, as they are now. */
  update(user: User): void {
    this.#snapshot = { ...this.#snapshot, user };
    this.#signal.emit();
  }
}
