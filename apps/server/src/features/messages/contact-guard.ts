import {
  contactKindsOf,
  findContactDetails,
  maskContactDetails,
  type ContactPolicy,
  type Message,
} from '@duet/contract';
import type { Counter } from 'prom-client';
import type { NewMessage } from '../conversations/write.ts';

/** What a text is stored with where no booking of the two has been accepted. */
type Guarded = Pick<NewMessage, 'metadata' | 'maskedContent'>;

const NOTHING: Guarded = { metadata: null, maskedContent: null };

/**
 * What becomes of contact details in messages, by the marketplace's policy. Whether a booking has been accepted is known
 * where a message is stored, and nowhere before: every text is looked at.
 */
export class ContactGuard {
  readonly #policy: ContactPolicy;
  readonly #found: Pick<Counter<'kind'>, 'inc'>;

  /** `found` counts what was stored with a caution, by kind. */
  constructor(policy: ContactPolicy, found: Pick<Counter<'kind'>, 'inc'>) {
    this.#policy = policy;
    this.#found = found;
  }

  /** What is to be stored beside a text. */
  inspect(content: string | null): Guarded {
    if (this.#policy === 'off' || content === null) return NOTHING;
    const details = findContactDetails(content);
    if (details.length === 0) return NOTHING;
    return {
      metadata: { kind: 'caution', kinds: contactKindsOf(details) },
      maskedContent: this.#policy === 'mask' ? maskContactDetails(content, details) : null,
    };
  }

  /** A text was stored, and perhaps with a caution. */
  count({ caution }: Message): void {
    for (const kind of caution) this.#found.inc({ kind });
  }
}
