import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditAnchors } from '../src/features/audit/audit-anchors.ts';
import type { AuditLogEntry } from '../src/features/audit/audit-entry.ts';
import { AuditLogRepository } from '../src/features/audit/audit-log.repository.ts';
import { AuditReaderRepository } from '../src/features/audit/audit-reader.repository.ts';
import { AuditService } from '../src/features/audit/audit.service.ts';
import { verifyAuditLog } from '../src/features/audit/verify-audit-log.ts';
import { CursorCodec } from '../src/platform/cursor.ts';
import { createMetrics } from '../src/platform/metrics.ts';
import { Database } from '../src/platform/postgres/database.ts';

const log = pino({ enabled: false });
const actor = {
  userId: people.ada.id,
  sessionId: people.alice.id,
  roles: people.ada.roles,
  address: '192.0.2.1',
};
const entry: AuditLogEntry = { actor, action: 'admin.sign_in' };

let database: TestDatabase;
let own: Database;
let appender: Database;
let sql: pg.Client;
let folder: string;
let repository: AuditLogRepository;
let anchors: AuditAnchors;
let audit: AuditService;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedPeople(database.url);
  const { DATABASE_URL, AUDIT_DATABASE_URL } = database.logins;
  const options = { max: 5, logger: log, metrics: createMetrics() };
  own = new Database({ ...options, connectionString: DATABASE_URL });
  appender = new Database({ ...options, connectionString: AUDIT_DATABASE_URL });
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  folder = await mkdtemp(join(tmpdir(), 'duet-audit-'));
  repository = new AuditLogRepository(appender, own);
  anchors = new AuditAnchors(join(folder, 'anchors.jsonl'), [new Uint8Array(32)]);
  const cursors = new CursorCodec<number>([new Uint8Array(32)], 'audit');
  audit = new AuditService({ repository, reader: new AuditReaderRepository(own), cursors, anchors, log });
});
afterEach(async () => {
  await sql.end();
  await Promise.all([own.close(), appender.close()]);
  await database.drop();
  await rm(folder, { recursive: true });
});

/** As somebody who may do everything: without the triggers. */
async function asSuperuser(...statements: string[]): Promise<void> {
  for (const statement of ['SET session_replication_role = replica', ...statements])
    await sql.query(statement);
}
const verdict = () => verifyAuditLog(repository, anchors);

/** Six entries, of which the third and the fourth carry texts, and an anchor after the fifth. */
async function writeSix(): Promise<void> {
  for (let place = 1; place <= 6; place += 1) {
    await audit.record({
      ...entry,
      ...(place === 3 && { text: 'They said: “no”.\n\tיום, 김민아, 🙂' }),
      ...(place === 4 && {
        text: '',
        caseId: 'D-1',
        subjectId: people.alice.id,
        details: { b: 1, a: ['é', null] },
      }),
    });
    if (place === 5) await audit.anchor();
  }
}

it('holds, whatever is written and however many write at once, and while it is being checked', async () => {
  await writeSix();
  const [found] = await Promise.all([verdict(), ...Array.from({ length: 50 }, () => audit.record(entry))]);
  expect(found).toMatchObject({ ok: true, erasedTexts: 0 });
  expect(await verdict()).toMatchObject({ ok: true, entries: 56 });
});

it('is anchored when it has grown', async () => {
  await audit.anchor();
  await writeSix();
  await audit.anchor();
  await audit.anchor();
  expect((await anchors.read()).map(({ seq }) => seq)).toEqual([0, 5, 6]);
});

describe('I16 names the first entry that is not as it was written', () => {
  const rewriteFrom = (seq: number) => `
    DO $$
    DECLARE e audit_log; v_hash bytea := (SELECT hash FROM audit_log WHERE seq = ${seq - 1});
    BEGIN
      FOR e IN SELECT * FROM audit_log WHERE seq >= ${seq} ORDER BY seq LOOP
        e.hash := audit_hash(v_hash, e);
        UPDATE audit_log SET hash = e.hash WHERE seq = e.seq;
        v_hash := e.hash;
      END LOOP;
      UPDATE audit_head SET hash = v_hash, seq = (SELECT max(seq) FROM audit_log);
    END $$`;
  const insert = (seq: number) => `
    INSERT INTO audit_log SELECT (e).* FROM (
      SELECT (jsonb_populate_record(l, '{"seq": ${seq}}')) AS e FROM audit_log l WHERE seq = 6) AS other`;

  it.each<[string, number, RegExp, string[]]>([
    ['an edit', 3, /was changed/, [`UPDATE audit_log SET action = 'admin.sign_out' WHERE seq = 3`]],
    [
      'an edit of one field into the next',
      4,
      /was changed/,
      [`UPDATE audit_log SET case_id = NULL WHERE seq = 4`],
    ],
    ['an edit of a text', 3, /text was changed/, [`UPDATE audit_texts SET text = 'nothing' WHERE seq = 3`]],
    [
      'a text that was not there',
      2,
      /text was changed/,
      [`INSERT INTO audit_texts VALUES (2, '', 'a good reason')`],
    ],
    ['a deletion', 2, /gone: the next one there is 3/, ['DELETE FROM audit_log WHERE seq = 2']],
    ['the deletion of the first', 1, /gone/, ['DELETE FROM audit_log WHERE seq = 1']],
    ['the deletion of the last', 6, /up to 6 are gone/, ['DELETE FROM audit_log WHERE seq = 6']],
    ['truncation', 1, /up to 5, which was anchored/, ['TRUNCATE audit_log, audit_texts']],
    [
      'truncation, with the head of a new log',
      1,
      /up to 5, which was anchored/,
      ['TRUNCATE audit_log', `UPDATE audit_head SET seq = 0, hash = sha256('duet-audit-1')`],
    ],
    [
      'an end that was cut off, with its head',
      4,
      /up to 5, which was anchored/,
      [
        'DELETE FROM audit_log WHERE seq > 3',
        'UPDATE audit_head h SET seq = l.seq, hash = l.hash FROM audit_log l WHERE l.seq = 3',
      ],
    ],
    ['an entry that another way has added', 7, /was changed/, [insert(7)]],
    [
      'an entry that is well chained, past the function',
      7,
      /not added by the function/,
      [
        insert(7),
        rewriteFrom(7),
        'UPDATE audit_head h SET seq = l.seq, hash = l.hash FROM audit_log l WHERE l.seq = 6',
      ],
    ],
    [
      'an edit with all hashes after it made anew',
      5,
      /not what was anchored/,
      [`UPDATE audit_log SET actor_id = '${people.bruno.id}' WHERE seq = 4`, rewriteFrom(4)],
    ],
  ])('after %s', async (_what, seq, reason, statements) => {
    await writeSix();
    await asSuperuser(...statements);
    expect(await verdict()).toEqual({ ok: false, seq, reason: expect.stringMatching(reason) as string });
  });

  it('after the clock ran back, but for less than a second', async () => {
    await writeSix();
    await asSuperuser(`UPDATE audit_head SET at = at + interval '900 milliseconds'`);
    await audit.record(entry);
    expect(await verdict()).toMatchObject({ ok: true });
    // The clock is the same for all; that it ran back since is as if it had run ahead before.
    await asSuperuser(`UPDATE audit_log SET at = at + interval '1 hour' WHERE seq = 7`, rewriteFrom(7));
    await asSuperuser(`UPDATE audit_head SET at = at + interval '1 hour'`);
    await audit.record(entry);
    expect(await verdict()).toEqual({
      ok: false,
      seq: 8,
      reason: expect.stringMatching(/clock ran back/) as string,
    });
  });

  it('after an anchor was forged', async () => {
    await writeSix();
    await new AuditAnchors(join(folder, 'anchors.jsonl'), [new Uint8Array(32).fill(1)]).add({
      seq: 6,
      hash: '00',
    });
    await expect(verdict()).rejects.toThrow(/anchor of entry 6 that was not made with this secret/);
  });
});

it('holds after a text was erased', async () => {
  await writeSix();
  await sql.query('DELETE FROM audit_texts WHERE seq = 3');
  expect(await verdict()).toMatchObject({ ok: true, entries: 6, erasedTexts: 1 });
});

describe('A3 is only added to', () => {
  const statements = [
    `UPDATE audit_log SET action = 'x'`,
    'DELETE FROM audit_log',
    'TRUNCATE audit_log',
    `UPDATE audit_texts SET text = 'x'`,
    'TRUNCATE audit_texts',
    'DELETE FROM audit_head',
  ];

  it.each(statements)('even by who owns it: %s', async (statement) => {
    await writeSix();
    await expect(sql.query(statement)).rejects.toThrow('The audit log is only added to.');
  });
});

it('tells who asks that it cannot be written, whatever the reason', async () => {
  await sql.query('ALTER FUNCTION append_audit_entry RENAME TO append_nothing');
  await expect(audit.record(entry)).rejects.toMatchObject({ code: 'audit_unavailable' });
});
