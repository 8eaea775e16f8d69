import { API_PREFIX, CSRF_HEADER, ROUTES, type Route, type RouteInput, type RouteName } from '@duet/contract';
import {
  addPeople,
  callRoute,
  Device,
  people,
  person,
  signInAdmin,
  startTestServer,
  until,
  type Administrator,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absentThings } from './contract/stage.ts';
import { ROUTE_ROWS } from './contract/rows.ts';

const iris = person('01900000-0000-7000-8000-0000000001e5', 'Iris', ['investigator']);
const anton = person('01900000-0000-7000-8000-0000000a7704', 'Anton', ['auditor']);
const vera = person('01900000-0000-7000-8000-00000000fe2a', 'Vera', ['viewer', 'customer']);

let server: TestServer;
let sql: pg.Client;
let alice: Device;
let bruno: Device;
let ada: Administrator;
let asIris: Administrator;
let asAnton: Administrator;
let conversationId: string;

const send = async (from: Device, content: string) => {
  const clientMessageId = crypto.randomUUID();
  const body = { type: 'text', clientMessageId, content } as const;
  await from.get('sendMessage', { params: { id: conversationId }, body });
  return { id: conversationId, clientMessageId };
};
const grounds = { caseId: 'D-1042', reason: 'She says that he has insulted her.' };

const open = async (who: Administrator) =>
  (await who.get('openConversation', { params: { id: conversationId }, body: grounds })).opening;
async function lastEntry(): Promise<Record<string, unknown>> {
  const { rows } = await sql.query<Record<string, unknown>>(
    `SELECT l.actor_id, l.action, l.outcome, l.conversation_id, l.subject_id, l.case_id, l.details, t.text
     FROM audit_log l LEFT JOIN audit_texts t USING (seq) ORDER BY seq DESC LIMIT 1`,
  );
  return rows[0]!;
}

beforeAll(async () => {
  server = await startTestServer();
  sql = new pg.Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, [iris, anton, vera]);
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
  await alice.get('updateMe', { body: { settings: { readReceipts: false } } });
  await send(alice, 'Shall we say ten?');
  const edited = await send(bruno, 'You FOOL, ten is too early.');
  await bruno.get('editMessage', {
    params: edited,
    body: { editId: crypto.randomUUID(), content: 'Ten is too early.' },
  });
  const unsent = await send(bruno, 'Never come back.');
  await bruno.get('unsendMessage', { params: unsent });
  await alice.get('readConversation', { params: { id: conversationId }, body: { upToSeq: 3 } });
  ada = await signInAdmin(server.url, people.ada);
  asIris = await signInAdmin(server.url, iris);
  asAnton = await signInAdmin(server.url, anton);
});
afterAll(async () => {
  for (const device of [alice, bruno]) device.close();
  await sql.end();
  await server.stop();
});

describe('a conversation that was opened', () => {
  it('A2 needs a reason and a case', async () => {
    for (const body of [{}, { caseId: 'D-1' }, { reason: grounds.reason }, { ...grounds, reason: 'x' }]) {
      const input = { params: { id: conversationId }, body } as never;
      expect(await asIris.codeOf('openConversation', input)).toBe('validation_failed');
    }
  });

  it('shows what was written, when it was read, and what was edited and unsent', async () => {
    const opening = await open(asIris);
    expect(Date.parse(opening.expiresAt) - Date.parse(opening.openedAt)).toBe(30 * 60_000);
    expect(await lastEntry()).toEqual({
      actor_id: iris.id,
      action: 'conversation.open',
      outcome: 'allowed',
      conversation_id: conversationId,
      subject_id: null,
      case_id: 'D-1042',
      details: { openingId: opening.id },
      text: grounds.reason,
    });
    const { messages, hasMore } = await asIris.get('readOpening', { params: { id: opening.id }, query: {} });
    expect(hasMore).toBe(false);
    expect(messages).toMatchObject([
      { seq: 1, content: 'Shall we say ten?', revisions: [] },
      {
        seq: 2,
        content: 'Ten is too early.',
        readAt: expect.any(String) as string,
        revisions: [{ revision: 0, content: 'You FOOL, ten is too early.', actorId: people.bruno.id }],
      },
      {
        seq: 3,
        content: null,
        deletedAt: expect.any(String) as string,
        revisions: [{ content: 'Never come back.' }],
      },
    ]);
    expect(await lastEntry()).toMatchObject({
      action: 'conversation.read',
      case_id: 'D-1042',
      details: { openingId: opening.id, count: 3, fromSeq: 1, upToSeq: 3 },
    });
    // Bruno himself does not get to know when it was read.
    const own = await bruno.get('listMessages', { params: { id: conversationId }, query: {} });
    expect(own.messages[1]?.readAt).toBeNull();
  });

  it('is read page by page', async () => {
    const params = { id: (await open(asIris)).id };
    const read = async (query: { beforeSeq?: string; afterSeq?: string }) => {
      const page = await asIris.get('readOpening', { params, query: { ...query, limit: '2' } });
      return [page.messages.map(({ seq }) => seq), page.hasMore];
    };
    expect(await read({})).toEqual([[2, 3], true]);
    expect(await read({ beforeSeq: '2' })).toEqual([[1], false]);
    expect(await read({ afterSeq: '0' })).toEqual([[1, 2], true]);
  });

  it('is searched, in what was taken back too, and the words are written down', async () => {
    const params = { id: (await open(asIris)).id };
    const search = async (words: string) =>
      (await asIris.get('searchOpening', { params, body: { words } })).messages.map(({ seq }) => seq);
    expect(await search('fool')).toEqual([2]);
    expect(await search('e')).toEqual([3, 2, 1]);
    expect(await search("' OR 1=1 --")).toEqual([]);
    expect(await lastEntry()).toMatchObject({
      action: 'conversation.search',
      text: "' OR 1=1 --",
      details: { count: 0 },
    });
  });

  it('A1 is written to by nobody who looks', async () => {
    const { id } = await open(asIris);
    const headers = { cookie: asIris.cookie, [CSRF_HEADER]: asIris.csrfToken };
    for (const [method, path, status] of [
      ['POST', `openings/${id}/messages`, 405],
      ['DELETE', `openings/${id}/messages`, 405],
      ['PATCH', `conversations/${conversationId}`, 405],
      ['POST', `conversations/${conversationId}/read`, 404],
    ] as const) {
      const response = await fetch(`${server.url}${API_PREFIX}/admin/${path}`, { method, headers });
      expect(response.status, path).toBe(status);
    }
  });

  it('is open to who opened it, and until its time is up', async () => {
    const { id } = await open(asIris);
    const page = { params: { id }, query: {} };
    expect(await ada.codeOf('readOpening', page)).toBe('opening_not_found');
    expect((await asIris.get('listOpenings')).openings.map((one) => one.id)).toContain(id);
    await sql.query('UPDATE openings SET expires_at = now() WHERE id = $1', [id]);
    expect(await asIris.codeOf('readOpening', page)).toBe('opening_not_found');
    expect(await asIris.codeOf('searchOpening', { params: { id }, body: { words: 'x' } })).toBe(
      'opening_not_found',
    );
    expect((await asIris.get('listOpenings')).openings.map((one) => one.id)).not.toContain(id);
  });

  it('is none of one’s own, and none of another administrator’s but for an owner; that is counted', async () => {
    await sql.query(`UPDATE users SET roles = '{customer,owner}' WHERE id = $1`, [people.alice.id]);
    const asAlice = await signInAdmin(server.url, people.alice);
    const input = { params: { id: conversationId }, body: grounds };
    expect(await asAlice.codeOf('openConversation', input)).toBe('conflict_of_interest');
    expect(await lastEntry()).toMatchObject({ outcome: 'refused', text: grounds.reason });
    expect(await asIris.codeOf('openConversation', input)).toBe('conflict_of_interest');
    expect(await ada.codeOf('openConversation', input)).toBe('ok');
    expect(await server.metric('duet_oversight_unusual_total{kind="own"}')).toBe(1);
    expect(await server.metric('duet_oversight_unusual_total{kind="colleague"}')).toBe(2);
    await sql.query(`UPDATE users SET roles = '{customer}' WHERE id = $1`, [people.alice.id]);
  });
});

it('A5 is opened to those who work at cases, not to who collects: the rest is refused, and counted', async () => {
  const strict = await startTestServer({
    databaseUrl: server.databaseUrl,
    env: { RATE_FACTOR: '1' },
  });
  const session = await signInAdmin(strict.url, people.ada);
  const codes: string[] = [];
  for (let turn = 0; turn < 25; turn += 1) {
    const input = { params: { id: conversationId }, body: grounds };
    codes.push(await session.codeOf('openConversation', input));
  }
  expect(codes.filter((code) => code === 'ok')).toHaveLength(20);
  expect(codes.at(-1)).toBe('rate_limited');
  expect(await lastEntry()).toMatchObject({ action: 'conversation.open', outcome: 'refused' });
  expect(await strict.metric('duet_oversight_unusual_total{kind="rate"}')).toBe(5);
  await strict.stop();
});

it('I17 changes nothing that anybody but administrators could see', async () => {
  // What jobs still have to do with what was written before.
  await until(
    async () => {
      const { rowCount } = await sql.query(
        'SELECT FROM receipts WHERE NOT filled UNION ALL SELECT FROM pairs_to_index LIMIT 1',
      );
      return rowCount === 0;
    },
    { timeout: 15_000 },
  );
  const digests = async () => {
    const { rows: tables } = await sql.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
         AND tablename NOT LIKE 'audit%' AND tablename <> 'openings' ORDER BY tablename`,
    );
    const digest = async (name: string) => {
      const { rows } = await sql.query<{ digest: string }>(
        `SELECT md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) AS digest
         FROM (SELECT to_jsonb(t) - '{attention_customer,attention_artist}'::text[] AS row FROM ${name} t) rows`,
      );
      return [name, rows[0]?.digest] as const;
    };
    const found: (readonly [string, string | undefined])[] = [];
    for (const { name } of tables) found.push(await digest(name));
    return found;
  };
  const heard = [alice.events.length, bruno.events.length];
  const before = await digests();
  const { id } = await open(asIris);
  await asIris.get('readOpening', { params: { id }, query: {} });
  await asIris.get('searchOpening', { params: { id }, body: { words: 'ten' } });
  await asIris.get('findConversations', { query: { personId: people.alice.id } });
  await asIris.get('overseeConversation', { params: { id: conversationId } });
  await asIris.get('findPeople', { body: { search: 'ali' } });
  await asIris.get('overseePerson', { params: { id: people.alice.id } });
  expect(await digests()).toEqual(before);
  expect([alice.events.length, bruno.events.length]).toEqual(heard);
});

describe('finding', () => {
  const find = async (query: RouteInput<'findConversations'>['query']) =>
    (await ada.get('findConversations', { query })).conversations;

  it('tells of conversations by person, booking, status and time, and not a word of what was written', async () => {
    const [found] = await find({ personId: people.bruno.id });
    expect(found).toMatchObject({
      id: conversationId,
      status: 'active',
      customer: { id: people.alice.id, name: 'Alice' },
      artist: { id: people.bruno.id, name: 'Bruno' },
      lastSeq: 3,
      blockedBy: [],
      bookings: [{ code: expect.stringMatching(/^TEST-/) as string }, {}],
    });
    expect(JSON.stringify(found)).not.toMatch(/ten|early/i);
    const at = found!.lastMessageAt;
    const later = new Date(Date.parse(at) + 1).toISOString();
    const ids = async (query: RouteInput<'findConversations'>['query']) => (await find(query)).length;
    expect(await ids({ booking: 'TEST-accepted' })).toBe(1);
    expect(await ids({ booking: 'TEST-accepted', personId: people.carol.id })).toBe(0);
    expect(await ids({ booking: 'TEST' })).toBe(0);
    expect(await ids({ personId: people.carol.id })).toBe(0);
    expect(await ids({ status: 'active' })).toBe(1);
    expect(await ids({ status: 'closed' })).toBe(0);
    expect(await ids({ status: 'blocked', personId: people.alice.id })).toBe(0);
    expect(await ids({ from: at, until: later })).toBe(1);
    expect(await ids({ until: at })).toBe(0);
    expect(await ids({ from: later })).toBe(0);
  });

  it('goes through all, page by page, each once', async () => {
    await sql.query(
      `INSERT INTO users (id, external_id, name, roles)
       SELECT gen_random_uuid(), 'c' || n, 'Customer ' || n, '{customer}' FROM generate_series(1, 25) n`,
    );
    await sql.query(
      `INSERT INTO conversations (id, customer_id, artist_id, last_message_at, archived_at_artist)
       SELECT gen_random_uuid(), u.id, $1, now() - (substr(u.external_id, 2)::integer / 3) * interval '1 hour',
         CASE WHEN u.external_id LIKE '%2' THEN now() END
       FROM users u WHERE u.external_id ~ '^c[0-9]+$'`,
      [people.bruno.id],
    );
    for (const filter of [{}, { personId: people.bruno.id }]) {
      const ids: string[] = [];
      const times: string[] = [];
      let cursor: string | null = null;
      do {
        const query = { ...filter, limit: '7', ...(cursor !== null && { cursor }) };
        const page: { conversations: { id: string; lastMessageAt: string }[]; nextCursor: string | null } =
          await ada.get('findConversations', { query });
        ids.push(...page.conversations.map(({ id }) => id));
        times.push(...page.conversations.map(({ lastMessageAt }) => lastMessageAt));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(new Set(ids).size).toBe(26);
      expect(ids).toHaveLength(26);
      expect(times).toEqual([...times].sort().reverse());
    }
  });

  it('tells of people by words of their name, without accents, by e-mail and by id', async () => {
    await sql.query(`UPDATE users SET name = 'Tomás O’Brien-Köhler' WHERE id = $1`, [people.carol.id]);
    const names = async (search: string) =>
      (await ada.get('findPeople', { body: { search } })).people.map(({ id }) => id);
    for (const search of ['tomas', 'TOMÁS köh', 'koh', 'CAROL@duet.example', people.carol.id]) {
      expect(await names(search), search).toEqual([people.carol.id]);
    }
    for (const search of ['omas', 'nobody', "' OR 1=1", '!&|:*', '%%'])
      expect(await names(search), search).toEqual([]);
  });
});

describe('acting on people', () => {
  const about = (id: string) => ({ params: { id }, body: { reason: grounds.reason } });

  it('suspends, readmits and signs out, with a reason that is written down', async () => {
    const carol = await Device.connect(server.url, people.carol);
    const suspended = await asIris.get('suspendPerson', about(people.carol.id));
    expect(suspended.person.suspendedAt).not.toBeNull();
    expect(await lastEntry()).toMatchObject({
      action: 'person.suspend',
      subject_id: people.carol.id,
      text: grounds.reason,
    });
    await until(() => !carol.connected);
    await expect(Device.connect(server.url, people.carol)).rejects.toThrow();
    expect((await asIris.get('readmitPerson', about(people.carol.id))).person.suspendedAt).toBeNull();
    const again = await Device.connect(server.url, people.carol);
    await asIris.get('signPersonOut', about(people.carol.id));
    await until(() => !again.connected);
    const { sessions } = await asIris.get('overseePerson', { params: { id: people.carol.id } });
    expect(sessions.map(({ kind, endedBy }) => [kind, endedBy])).toEqual([
      ['app', 'ended_by_admin'],
      ['app', 'suspended'],
    ]);
  });

  it('is not done to oneself, nor to administrators but by an owner', async () => {
    for (const name of ['suspendPerson', 'readmitPerson', 'signPersonOut'] as const) {
      expect(await asIris.codeOf(name, about(iris.id))).toBe('conflict_of_interest');
      expect(await asIris.codeOf(name, about(people.ada.id))).toBe('conflict_of_interest');
    }
    expect(await lastEntry()).toMatchObject({ outcome: 'refused', action: 'person.sign_out' });
    expect(await ada.codeOf('signPersonOut', about(vera.id))).toBe('ok');
  });
});

it('the health of the server is told: its instruments, and how people answer each other', async () => {
  await bruno.emit('message:delivered', { conversationId, upToSeq: 3 });
  const { metrics } = await ada.get('getMetrics');
  const names = metrics.map(({ name }) => name);
  expect(names).toContain('duet_http_request_duration_seconds');
  expect(metrics.find(({ name }) => name === 'duet_messages_stored_total')?.values).toContainEqual({
    series: 'duet_messages_stored_total',
    labels: { role: 'customer' },
    value: 1,
  });
  const received = metrics.find(({ name }) => name === 'duet_message_receive_duration_seconds')?.values;
  expect(received?.find(({ series }) => series.endsWith('_count'))?.value).toBe(1);
  const { engagement } = await ada.get('getEngagement');
  expect(engagement).toMatchObject({ messages: 3, read: expect.closeTo(2 / 3) as number });
  expect(engagement.replySeconds!.median).toBeGreaterThanOrEqual(0);
});

describe('the audit log', () => {
  it('tells who did what, by filters, and that it was read', async () => {
    const list = (query: RouteInput<'listAuditEntries'>['query']) =>
      asAnton.get('listAuditEntries', { query });
    const { entries } = await list({ caseId: 'D-1042', action: 'conversation.open', actorId: iris.id });
    expect(entries.length).toBeGreaterThan(2);
    expect(entries.at(-1)).toMatchObject({
      actor: { id: iris.id, name: 'Iris' },
      actorRoles: ['investigator'],
      conversationId,
      caseId: 'D-1042',
      text: grounds.reason,
      textErased: false,
    });
    expect((await list({ subjectId: people.carol.id, outcome: 'refused' })).entries).toEqual([]);
    expect((await list({ until: '2020-01-01T00:00:00.000Z' })).entries).toEqual([]);
    const first = await list({ limit: '2' });
    expect(first.entries[0]).toMatchObject({ action: 'audit.read', actor: { name: 'Anton' } });
    const next = await list({ limit: '2', cursor: first.nextCursor! });
    expect(next.entries[0]!.seq).toBe(first.entries[1]!.seq - 1);
  });

  it('is exported with its hashes', async () => {
    const { entries } = await asAnton.get('exportAuditEntries', { query: {} });
    expect(entries[0]).toMatchObject({
      action: 'audit.export',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => entries.length - index));
  });
});

const DASHBOARD = (Object.keys(ROUTES) as RouteName[]).filter((name) => ROUTES[name].access === 'admin');
const permissionOf = (name: RouteName) => (ROUTES[name] as Route).permission;
/** What tells an administrator of nobody, only of themselves or of what they have asked for before. */
const UNWRITTEN = new Set<RouteName>([
  'getAdminSession',
  'beginSecondFactor',
  'listAdminSessions',
  'listOpenings',
  'listPacks',
  'getMetrics',
  'getEngagement',
]);

async function inputOf(name: RouteName, who: Administrator, adminId: string) {
  const { sessions } = await who.get('listAdminSessions');
  const [openingId, packId, proposalId, holdId, reportId] = Array.from({ length: 5 }, () =>
    crypto.randomUUID(),
  );
  await sql.query(
    `INSERT INTO packs (id, admin_id, conversation_id, case_id, up_to_seq) VALUES ($1, $2, $3, 'D-1', 1)`,
    [packId, adminId, conversationId],
  );
  await sql.query(`INSERT INTO openings VALUES ($1, $2, $3, 'D-1', now(), now() + interval '1 minute')`, [
    openingId,
    adminId,
    conversationId,
  ]);
  await sql.query(
    `INSERT INTO proposals (id, kind, person_id, case_id, proposed_by) VALUES ($1, 'export', $2, 'D-1', $3)`,
    [proposalId, people.alice.id, vera.id],
  );
  await sql.query(`INSERT INTO holds (id, person_id, case_id) VALUES ($1, $2, 'D-1')`, [
    holdId,
    people.carol.id,
  ]);
  await sql.query(
    `INSERT INTO reports (id, conversation_id, reporter_id, client_report_id, reported_id, reason)
     VALUES ($1, $2, $3, gen_random_uuid(), $4, 'spam')`,
    [reportId, conversationId, people.alice.id, people.bruno.id],
  );
  const things = {
    ...absentThings(),
    customerId: people.alice.id,
    conversationId,
    openingId: openingId!,
    packId: packId!,
    proposalId: proposalId!,
    holdId: holdId!,
    reportId: reportId!,
    sessionId: sessions.find(({ current }) => current)!.id,
  };
  // Whoever may act on people acts on alice.
  return ROUTE_ROWS[name].input(things, { person: people.alice, accessToken: '', refreshToken: '' });
}

describe('each role may what it is for, and that it asked for more is written down', () => {
  const may: Record<string, readonly (string | undefined)[]> = {
    Iris: [undefined, 'find', 'open', 'act'],
    Anton: [undefined, 'audit'],
    Vera: [undefined, 'find'],
  };
  it.each(DASHBOARD)('%s', async (name) => {
    for (const who of [iris, anton, vera]) {
      const session = await signInAdmin(server.url, who);
      const input = (await inputOf(name, session, who.id)) as Partial<RouteInput<typeof name>>;
      const code = await session.codeOf(name, input);
      const isAllowed = may[who.name]!.includes(permissionOf(name));
      expect(code === 'forbidden', `${who.name}: ${code}`).toBe(!isAllowed);
      if (!isAllowed) {
        expect(await lastEntry()).toMatchObject({
          action: 'admin.refused',
          actor_id: who.id,
          details: { route: name },
        });
      }
    }
  });
});

describe('I15 without an entry there is nothing', () => {
  beforeAll(() => sql.query('ALTER FUNCTION append_audit_entry RENAME TO append_nothing'));
  afterAll(() => sql.query('ALTER FUNCTION append_nothing RENAME TO append_audit_entry'));

  it.each(DASHBOARD.filter((name) => !UNWRITTEN.has(name)))('%s', async (name) => {
    const input = (await inputOf(name, ada, people.ada.id)) as Partial<RouteInput<typeof name>>;
    expect(await callRoute(server.url, name, input, ada)).toMatchObject({
      status: 503,
      error: { code: 'audit_unavailable', retryable: true },
    });
  });
});
