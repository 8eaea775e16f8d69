import type { Hold, Proposal, ProposalKind } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** How long the files of an export are kept. */
const FILES_DAYS = 7;
/** How long a proposal whose process died, or that has to wait for something, is left alone. */
const PAUSE = `interval '20 seconds'`;

interface Row {
  id: string;
  kind: ProposalKind;
  state: Proposal['state'];
  person_id: string;
  person_name: string;
  case_id: string;
  proposed_by: string;
  proposer_name: string;
  proposed_at: string;
  decided_by: string | null;
  decider_name: string;
  decided_at: string | null;
  conversations_done: number;
  conversations: number;
  held: boolean;
  done_at: string | null;
  files: number;
  files_until: string | null;
}

/** What a job has to know of a proposal that was approved. */
export interface Work {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly personId: string;
  readonly caseId: string;
  readonly begun: boolean;
  readonly afterId: string;
  readonly afterSeq: number;
  readonly conversationsDone: number;
  readonly skipped: boolean;
  readonly files: number;
}

/** How far a job has come. */
export type Progress = Omit<Work, 'id' | 'kind' | 'personId' | 'caseId'>;

const FORM = `SELECT p.*, person.name AS person_name, proposer.name AS proposer_name, decider.name AS decider_name,
    (SELECT count(*) FROM conversations c WHERE p.person_id IN (c.customer_id, c.artist_id))::integer AS conversations,
    p.kind = 'erasure' AND p.state = 'approved' AND (p.skipped OR EXISTS (
      SELECT FROM holds h WHERE h.person_id = p.person_id AND h.lifted_at IS NULL)) AS held,
    CASE WHEN p.files > 0 AND p.state = 'done' THEN p.done_at + interval '${FILES_DAYS} days' END AS files_until
  FROM proposals p JOIN users person ON person.id = p.person_id JOIN users proposer ON proposer.id = p.proposed_by
  LEFT JOIN users decider ON decider.id = p.decided_by`;
const HOLD =
  'SELECT h.*, person.name AS person_name FROM holds h JOIN users person ON person.id = h.person_id';

const find = sql('proposal_find', `${FORM} WHERE p.id = $1`);
const list = sql('proposal_list', `${FORM} ORDER BY p.proposed_at DESC, p.id DESC LIMIT 100`);
const insert = sql(
  'proposal_insert',
  'INSERT INTO proposals (id, kind, person_id, case_id, proposed_by) VALUES ($1, $2, $3, $4, $5)',
);
const decide = sql(
  'proposal_decide',
  `UPDATE proposals SET state = $3, decided_by = $2, decided_at = now() WHERE id = $1 AND state = 'waiting'
   RETURNING id`,
);
const take = sql(
  'proposal_take',
  `UPDATE proposals SET worked_at = now() WHERE id = (
     SELECT id FROM proposals WHERE state = 'approved' AND worked_at < now() - ${PAUSE}
      ORDER BY worked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
   RETURNING id, kind, person_id AS "personId", case_id AS "caseId", begun, after_id AS "afterId",
     after_seq AS "afterSeq", conversations_done AS "conversationsDone", skipped, files`,
);
const keep = sql(
  'proposal_keep',
  `UPDATE proposals SET begun = $2, after_id = $3, after_seq = $4, conversations_done = $5, skipped = $6, files = $7,
     worked_at = CASE WHEN $8 THEN 'epoch' ELSE worked_at END
   WHERE id = $1`,
);
const finish = sql('proposal_finish', `UPDATE proposals SET state = 'done', done_at = now() WHERE id = $1`);
const listFiles = sql(
  'proposal_list_files',
  `SELECT id, files FROM proposals WHERE files > 0 AND (person_id = $1
     OR $1 IS NULL AND done_at < now() - interval '${FILES_DAYS} days') LIMIT 20`,
);
const dropFiles = sql('proposal_drop_files', 'UPDATE proposals SET files = 0 WHERE id = $1');

const findHold = sql('hold_find', `${HOLD} WHERE h.id = $1`);
const insertHold = sql('hold_insert', 'INSERT INTO holds (id, person_id, case_id) VALUES ($1, $2, $3)');
const liftHold = sql('hold_lift', 'UPDATE holds SET lifted_at = coalesce(lifted_at, now()) WHERE id = $1');
const listHolds = sql(
  'hold_list',
  `${HOLD} WHERE h.lifted_at IS NULL ORDER BY h.placed_at DESC, h.id DESC LIMIT 100`,
);
const listHeld = sql(
  'hold_list_held',
  'SELECT DISTINCT person_id AS id FROM holds WHERE lifted_at IS NULL AND person_id = ANY ($1::uuid[])',
);

interface HoldRow {
  id: string;
  person_id: string;
  person_name: string;
  case_id: string;
  placed_at: string;
  lifted_at: string | null;
}

/** Proposals and holds in PostgreSQL. */
export class ProposalRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async findProposal(id: string): Promise<Proposal | null> {
    const [row] = await this.#database.query<Row>(find, [id]);
    return row ? toProposal(row) : null;
  }

  /** The latest hundred, the newest first. */
  async listProposals(): Promise<Proposal[]> {
    return (await this.#database.query<Row>(list)).map(toProposal);
  }

  async insertProposal(
    id: string,
    { kind, personId, caseId, by }: { kind: ProposalKind; personId: string; caseId: string; by: string },
  ): Promise<void> {
    await this.#database.query(insert, [id, kind, personId, caseId, by]);
  }

  /** false when it was decided before. */
  async decideProposal(id: string, by: string, state: 'approved' | 'refused'): Promise<boolean> {
    return (await this.#database.query(decide, [id, by, state])).length > 0;
  }

  /** An approved proposal that nobody works at, for twenty seconds; undefined when there is none. */
  async takeWork(): Promise<Work | undefined> {
    const [work] = await this.#database.query<Work>(take);
    return work;
  }

  /** Keeps how far it has come. `free`: it may be taken again at once. */
  async keepProgress(id: string, progress: Progress, free: boolean): Promise<void> {
    const { begun, afterId, afterSeq, conversationsDone, skipped, files } = progress;
    await this.#database.query(keep, [id, begun, afterId, afterSeq, conversationsDone, skipped, files, free]);
  }

  async finishProposal(id: string): Promise<void> {
    await this.#database.query(finish, [id]);
  }

  /** Exports that have files: those of a person, or, of null, those whose time is up. */
  async listExportsWithFiles(personId: string | null): Promise<{ id: string; files: number }[]> {
    return this.#database.query<{ id: string; files: number }>(listFiles, [personId]);
  }

  async dropFiles(id: string): Promise<void> {
    await this.#database.query(dropFiles, [id]);
  }

  async findHold(id: string): Promise<Hold | null> {
    const [row] = await this.#database.query<HoldRow>(findHold, [id]);
    return row ? toHold(row) : null;
  }

  async insertHold(id: string, personId: string, caseId: string): Promise<void> {
    await this.#database.query(insertHold, [id, personId, caseId]);
  }

  async liftHold(id: string): Promise<void> {
    await this.#database.query(liftHold, [id]);
  }

  /** Those that last, the latest first. */
  async listHolds(): Promise<Hold[]> {
    return (await this.#database.query<HoldRow>(listHolds)).map(toHold);
  }

  /** Those of these people who are under a hold. */
  async listHeld(personIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.query<{ id: string }>(listHeld, [personIds]);
    return new Set(rows.map(({ id }) => id));
  }
}

function toProposal(row: Row): Proposal {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    person: { id: row.person_id, name: row.person_name },
    caseId: row.case_id,
    proposedBy: { id: row.proposed_by, name: row.proposer_name },
    proposedAt: row.proposed_at,
    decidedBy: row.decided_by === null ? null : { id: row.decided_by, name: row.decider_name },
    decidedAt: row.decided_at,
    conversationsDone: row.conversations_done,
    conversations: row.conversations,
    held: row.held,
    doneAt: row.done_at,
    files: row.files,
    filesUntil: row.files_until,
  };
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    person: { id: row.person_id, name: row.person_name },
    caseId: row.case_id,
    placedAt: row.placed_at,
    liftedAt: row.lifted_at,
  };
}
