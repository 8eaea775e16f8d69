import type { RouteInput, RouteName } from '@duet/contract';
import {
  addPeople,
  callRoute,
  Device,
  people,
  person,
  signInAdmin,
  startTestServer,
  until,
  type AdminCredentials,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

// Somebody reports what was written to them: it waits for an administrator with what stood around it, is read under a case
// and decided once, and whoever made it hears of it. Who that is, the other person never learns.

const vera = person('01900000-0000-7000-8000-00000000fe2a', 'Vera', ['viewer']);
const iris = person('01900000-0000-7000-8000-0000000001e5', 'Iris', ['investigator', 'artist']);

let server: TestServer;
let sql: Client;
let alice: Device;
let bruno: Device;
let carol: Device;
let ada: AdminCredentials;
let conversationId: string;
const written: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ env: { RATE_FACTOR: '100' } });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [vera, iris]);
  [alice, bruno, carol] = (await Promise.all(
    [people.alice, people.bruno, people.carol].map((one) => Device.connect(server.url, one)),
  )) as [Device, Device, Device];
  ada = await signInAdmin(server.url, people.ada);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
  for (let count = 1; count <= 30; count += 1)
    written.push(await say(count % 2 ? alice : bruno, `message ${count}`));
});
afterAll(async () => {
  for (const device of [alice, bruno, carol]) device.close();
  await sql.end();
  await server.stop();
});

it('goes from a person to the queue, is read under its case and decided once, and is told of', async () => {
  const body = {
    clientReportId: crypto.randomUUID(),
    messageId: written[14]!,
    reason: 'harassment',
    note: 'He knows why.',
  } as const;
  const made = await Promise.all([1, 2, 3].map(() => report(bruno, body)));
  expect(made.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  const { report: own } = ok(made[0]!);
  expect(own).toMatchObject({ messageId: written[14], state: 'open', decidedAt: null });
  for (const answer of made) expect(ok(answer).report).toEqual(own);
  expect((await bruno.get('listReports', { query: {} })).reports).toEqual([own]);
  expect((await alice.get('listReports', { query: {} })).reports).toEqual([]);

  // What is unsent after it is still there for whoever decides.
  const { clientMessageId } = (await alice.get('getMessage', { params: { id: written[14]! } })).message;
  await alice.get('unsendMessage', { params: { id: conversationId, clientMessageId } });
  const queue = await get(ada, 'listReportQueue', { query: {} });
  expect(queue.reports).toMatchObject([
    {
      id: own.id,
      reason: 'harassment',
      reporter: { name: 'Bruno' },
      reported: { name: 'Alice' },
      seq: 15,
      decision: null,
    },
  ]);
  expect(JSON.stringify(queue)).not.toMatch(/knows why|message 15/);
  const opened = await get(ada, 'openReport', { params: { id: own.id } });
  expect(opened).toMatchObject({ note: 'He knows why.', opening: { caseId: own.id, conversationId } });
  expect(opened.context.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 5));
  expect(opened.context.find(({ seq }) => seq === 15)).toEqual({ seq: 15, revision: 0 });
  const page = await get(ada, 'readOpening', {
    params: { id: opened.opening.id },
    query: { afterSeq: '4', limit: '21' },
  });
  expect(page.messages.find(({ seq }) => seq === 15)?.revisions).toMatchObject([{ content: 'message 15' }]);

  const decision = { outcome: 'warned', reason: 'That was no way to speak.' } as const;
  const decided = await get(ada, 'decideReport', { params: { id: own.id }, body: decision });
  expect(decided.report.decision).toMatchObject({ outcome: 'warned', by: { name: 'Ada' } });
  await until(() => bruno.received('report:decided').length === 1);
  expect(bruno.received('report:decided')).toMatchObject([{ report: { id: own.id, state: 'acted' } }]);
  expect((await bruno.get('listReports', { query: {} })).reports).toMatchObject([{ state: 'acted' }]);
  expect(await codeOf(ada, 'decideReport', { params: { id: own.id }, body: decision })).toBe(
    'report_decided',
  );
  expect((await get(ada, 'listReportQueue', { query: {} })).reports).toEqual([]);
  expect((await get(ada, 'listReportQueue', { query: { state: 'decided' } })).reports).toEqual([
    decided.report,
  ]);

  // Each step stands in the log, and nothing of it with the reported person.
  const { rows } = await sql.query<{ action: string }>(
    `SELECT action FROM audit_log WHERE case_id = $1 ORDER BY seq`,
    [own.id],
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'conversation.open',
    'conversation.read',
    'report.decide',
  ]);
  expect(JSON.stringify(alice.events)).not.toContain(own.id);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('duet_reports_total{reason="harassment"} 1');
  expect(metrics).toContain('duet_reports_decided_total{reason="harassment",outcome="warned"} 1');
});

it('is of the other person and what they wrote, in a conversation of one’s own', async () => {
  const clientReportId = crypto.randomUUID();
  const code = async (by: Device, messageId?: string) => {
    const answer = await report(by, { clientReportId, reason: 'scam', ...(messageId && { messageId }) });
    return answer.ok ? 'ok' : answer.error.code;
  };
  expect(await code(bruno, written[1])).toBe('message_not_found');
  expect(await code(bruno, crypto.randomUUID())).toBe('message_not_found');
  expect(await code(carol, written[0])).toBe('conversation_not_found');
  expect(await code(bruno)).toBe('ok');
  const { rows } = await sql.query('SELECT reported_id, seq FROM reports WHERE client_report_id = $1', [
    clientReportId,
  ]);
  expect(rows).toEqual([{ reported_id: people.alice.id, seq: null }]);
});

it('suspends where that is decided, and lets nobody decide about themselves', async () => {
  const pair = { customerId: people.carol.id, artistId: iris.id };
  const { conversation } = await carol.get('createConversation', { body: pair });
  const params = { id: conversation.id };
  await carol.get('sendMessage', {
    params,
    body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' },
  });
  const made = await carol.get('reportPeer', {
    params,
    body: { clientReportId: crypto.randomUUID(), reason: 'scam' },
  });
  const asIris = await signInAdmin(server.url, iris);
  const decision = (outcome: 'suspended' | 'dismissed') => ({
    params: { id: made.report.id },
    body: { outcome, reason: 'To see who may decide.' },
  });
  expect(await codeOf(asIris, 'decideReport', decision('dismissed'))).toBe('conflict_of_interest');
  expect(await codeOf(asIris, 'openReport', { params: { id: made.report.id } })).toBe('conflict_of_interest');
  const asVera = await signInAdmin(server.url, vera);
  expect(await codeOf(asVera, 'listReportQueue', { query: {} })).toBe('ok');
  expect(await codeOf(asVera, 'openReport', { params: { id: made.report.id } })).toBe('forbidden');
  expect(await codeOf(asVera, 'decideReport', decision('dismissed'))).toBe('forbidden');

  expect(await codeOf(ada, 'decideReport', decision('suspended'))).toBe('ok');
  expect(await codeOf(asIris, 'listReportQueue', { query: {} })).toBe('session_revoked');
  await until(() => carol.received('report:decided').at(-1)?.report.state === 'acted');
  expect(
    await codeOf(ada, 'decideReport', { ...decision('dismissed'), params: { id: crypto.randomUUID() } }),
  ).toBe('report_not_found');
});

it('pages through its queue, the oldest first', async () => {
  await sql.query(
    `UPDATE reports SET outcome = 'dismissed', decided_by = $1, decided_at = now() WHERE decided_at IS NULL`,
    [people.ada.id],
  );
  const ids: string[] = [];
  for (const reason of ['spam', 'other', 'inappropriate'] as const) {
    ids.push(ok(await report(bruno, { clientReportId: crypto.randomUUID(), reason })).report.id);
  }
  const first = await get(ada, 'listReportQueue', { query: { limit: '2' } });
  const rest = await get(ada, 'listReportQueue', { query: { limit: '2', cursor: first.nextCursor! } });
  expect([...first.reports, ...rest.reports].map(({ id }) => id)).toEqual(ids);
  expect(rest.nextCursor).toBeNull();
  const own = await bruno.get('listReports', { query: { limit: '2' } });
  expect(own.reports.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 2));
});

it('keeps no note of whoever is erased', async () => {
  await report(bruno, { clientReportId: crypto.randomUUID(), reason: 'other', note: 'This is who I am.' });
  await sql.query('SELECT erase_person($1, now())', [people.bruno.id]);
  const { rows } = await sql.query('SELECT note FROM reports WHERE reporter_id = $1 AND note IS NOT NULL', [
    people.bruno.id,
  ]);
  expect(rows).toEqual([]);
});

async function say(from: Device, content: string): Promise<string> {
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content } as const;
  return (await from.get('sendMessage', { params: { id: conversationId }, body })).message.id;
}

function report(by: Device, body: RouteInput<'reportPeer'>['body']) {
  return by.call('reportPeer', { params: { id: conversationId }, body });
}

function ok(answer: Awaited<ReturnType<typeof report>>) {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.body;
}

async function get<N extends RouteName>(who: AdminCredentials, name: N, input: Partial<RouteInput<N>>) {
  const answer = await callRoute(server.url, name, input, who);
  if (!answer.ok) throw new Error(`${name} answered ${answer.error.code}`);
  return answer.body;
}

async function codeOf<N extends RouteName>(who: AdminCredentials, name: N, input: Partial<RouteInput<N>>) {
  const answer = await callRoute(server.url, name, input, who);
  return answer.ok ? 'ok' : answer.error.code;
}
