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
export function hashOf(previous: Buffer, row: ChainRow): Buffer {
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
  const bytes = fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`)).join('');
  return sha256(previous, bytes);
}

/**
 * Goes through the whole log, by what it says itself and by what is known of it outside the database. `anchors` are in
 * the order of their `seq`. Names the first entry that was changed, is missing, or was written while the clock ran back.
 */
export async function verifyChain(
  rows: AsyncIterable<ChainRow>,
  head: ChainPosition,
  anchors: readonly ChainPosition[],
): Promise<Verdict> {
  let last = { seq: 0, at: '', hash: BEGINNING.toString('hex') };
  let erasedTexts = 0;
  let next = 0;
  for await (const row of rows) {
    const reason = faultOf(row, last, anchors[next]);
    if (reason !== undefined) return { ok: false, seq: last.seq + 1, reason };
    if (row.commitment !== null && row.text === null) erasedTexts += 1;
    last = { seq: row.seq, at: row.at, hash: row.hash.toString('hex') };
    while (anchors[next] && anchors[next]!.seq <= row.seq) next += 1;
  }
  const beyond = anchors.at(-1);
  if (beyond && beyond.seq > last.seq) {
    return { ok: false, seq: last.seq + 1, reason: `it and all up to ${beyond.seq}, which was anchored, are gone` };
  }
  if (head.seq > last.seq) return { ok: false, seq: last.seq + 1, reason: `it and all up to ${head.seq} are gone` };
  if (head.seq < last.seq || (head.seq > 0 && head.hash !== last.hash)) {
    return { ok: false, seq: head.seq + 1, reason: 'it was not added by the function that adds entries' };
  }
  return { ok: true, entries: last.seq, erasedTexts, head: last.hash };
}

/** What is wrong with a row that comes after `last`; undefined when nothing is. */
function faultOf(row: ChainRow, last: ChainPosition & { at: string }, anchor: ChainPosition | undefined): string | undefined {
  if (row.seq !== last.seq + 1) return `it is gone: the next one there is ${row.seq}`;
  if (!hashOf(Buffer.from(last.hash, 'hex'), row).equals(row.hash)) return 'it was changed, or one before it was';
  if (anchor?.seq === row.seq && anchor.hash !== row.hash.toString('hex')) {
    return 'it is not what was anchored: it, or one since the anchor before, was written anew';
  }
  if (row.at < last.at) return `the clock ran back, from ${last.at} to ${row.at}`;
  if (row.text !== null) {
    const known = row.salt && row.commitment && sha256(row.salt, row.text).equals(row.commitment);
    if (!known) return 'its text was changed';
  }
  return undefined;
}

function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
