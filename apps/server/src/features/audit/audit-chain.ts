import { createHash } from 'node:crypto';

/** A row of the audit log with what is needed to check it; `details` as PostgreSQL writes it. */
export interface ChainRow {
  seq: number;
  at: string;
  actor_id: string;
  actor_roles: string;
  session_id: string | null;
  address: string;
  action: string;
  outcome: string;
  conversation_id: string | null;
  subject_id: string | null;
  case_id: string | null;
  details_text: string;
  commitment: Buffer | null;
  hash: Buffer;
  /** null: nothing was written, or it was erased. */
  salt: Buffer | null;
  text: string | null;
}

/** Where the chain ends, or an entry of it as somebody outside the database knows it. */
export interface ChainPosition {
  readonly seq: number;
  /** In hex. */
  readonly hash: string;
}

/** What the first entry follows. */
const BEGINNING = sha256('duet-audit-1');

/** What was found: a chain that holds, or the first entry that is not as it was written. */
export type Verdict =
  | { readonly ok: true; readonly entries: number; readonly erasedTexts: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

/** The hash of an entry after `previous`; `audit_hash` in the migrations does the same. */
function hashOf(previous: Buffer, row: ChainRow): Buffer {
  const fields = [
    String(row.seq),
    row.at,
    row.actor_id,
    row.actor_roles,
    row.session_id,
    row.address,
    row.action,
    row.outcome,
    row.conversation_id,
    row.subject_id,
    row.case_id,
    row.details_text,
    row.commitment && row.commitment.toString('hex'),
  ];
  const bytes = fields
    .map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`))
    .join('');
  return sha256(previous, bytes);
}

/** Takes the entries of the log in their order. `anchors` are in the order of their `seq`. */
export class ChainCheck {
  readonly #anchors: readonly ChainPosition[];
  #last: ChainPosition & { at: string } = { seq: 0, at: '', hash: BEGINNING.toString('hex') };
  #erasedTexts = 0;
  #passed = 0;

  constructor(anchors: readonly ChainPosition[]) {
    this.#anchors = anchors;
  }

  /** Of the last entry that was taken. */
  get seq(): number {
    return this.#last.seq;
  }

  /** What is wrong with the next entry; undefined when nothing is. */
  add(row: ChainRow): Verdict | undefined {
    const reason = this.#faultOf(row);
    if (reason !== undefined) return this.#wrong(reason);
    if (row.commitment !== null && row.text === null) this.#erasedTexts += 1;
    this.#last = { seq: row.seq, at: row.at, hash: row.hash.toString('hex') };
    return undefined;
  }

  /** There are no more entries: whether that is all there was. */
  end(head: ChainPosition): Verdict {
    const { seq, hash } = this.#last;
    const anchored = this.#anchors.at(-1)?.seq ?? 0;
    if (anchored > seq) return this.#wrong(`it and all up to ${anchored}, which was anchored, are gone`);
    if (head.seq > seq) return this.#wrong(`it and all up to ${head.seq} are gone`);
    if (head.seq < seq || head.hash !== hash) {
      return { ok: false, seq: head.seq + 1, reason: 'it was not added by the function that adds entries' };
    }
    return { ok: true, entries: seq, erasedTexts: this.#erasedTexts, head: hash };
  }

  #faultOf(row: ChainRow): string | undefined {
    const { seq, at, hash } = this.#last;
    if (row.seq !== seq + 1) return `it is gone: the next one there is ${row.seq}`;
    if (!hashOf(Buffer.from(hash, 'hex'), row).equals(row.hash)) return 'it was changed';
    for (; this.#anchors[this.#passed]?.seq === row.seq; this.#passed += 1) {
      if (this.#anchors[this.#passed]?.hash !== row.hash.toString('hex'))
        return 'it is not what was anchored: it, or one since the anchor before, was written anew';
    }
    if (row.at < at) return `the clock ran back, from ${at} to ${row.at}`;
    const { salt, commitment, text } = row;
    if (text === null) return undefined;
    const isTrue = salt && commitment && sha256(salt, text).equals(commitment);
    return isTrue ? undefined : 'its text was changed';
  }

  #wrong(reason: string): Verdict {
    return { ok: false, seq: this.#last.seq + 1, reason };
  }
}

function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
