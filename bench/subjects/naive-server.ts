// The messaging server as one first writes it: Socket.IO and pg on the requirement's tables. VARIANT=plain stores a
// message in two statements that commit by themselves, and asks nobody whether the sender may; VARIANT=fair checks
// that, prepares its statements, and stores in one transaction.
import { createServer, type IncomingMessage } from 'node:http';
import { jwtVerify } from 'jose';
import { Pool, type PoolClient } from 'pg';
import { Server } from 'socket.io';

interface SendInput {
  readonly conversationId: string;
  readonly content: string;
}
interface Me {
  userId: string;
}
type Row = Record<string, unknown>;

const { DATABASE_URL, PORT, SECRET, VARIANT } = process.env as Record<string, string>;
const key = new TextEncoder().encode(SECRET);
const pool = new Pool({ connectionString: DATABASE_URL!, max: 10 });

const ACCESS = 'SELECT customer_id, artist_id, status FROM conversations WHERE id = $1';
const INSERT = `INSERT INTO messages (conversation_id, sender_id, sender_role, content)
  VALUES ($1, $2, $3, $4) RETURNING *`;
const UPDATE = {
  customer: `UPDATE conversations SET last_message_at = NOW(), updated_at = NOW(),
    unread_count_artist = unread_count_artist + 1 WHERE id = $1`,
  artist: `UPDATE conversations SET last_message_at = NOW(), updated_at = NOW(),
    unread_count_customer = unread_count_customer + 1 WHERE id = $1`,
};

const MESSAGES = `SELECT * FROM messages WHERE conversation_id = $1 ORDER BY sent_at DESC LIMIT 30 OFFSET $2`;
const CONVERSATIONS = `SELECT c.*, to_jsonb(m) AS last_message FROM conversations c
  LEFT JOIN LATERAL (SELECT * FROM messages WHERE conversation_id = c.id ORDER BY sent_at DESC LIMIT 1) m ON true
  WHERE c.customer_id = $1 ORDER BY c.last_message_at DESC LIMIT 30 OFFSET $2`;
const MESSAGES_PATH = /^\/conversations\/([^/]+)\/messages$/;

const http = createServer((request, response) => {
  serve(request).then(
    (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
const io = new Server<
  Record<string, (input: SendInput, acknowledge: (answer: object) => void) => void>,
  Record<string, (payload: object) => void>,
  Record<string, never>,
  Me
>(http, { serveClient: false, perMessageDeflate: false });

io.use((socket, next) => {
  const { token } = socket.handshake.auth as { token: string };
  verify(token).then(
    (userId) => {
      socket.data.userId = userId;
      next();
    },
    () => next(new Error('unauthorized')),
  );
});

io.on('connection', (socket) => {
  const { userId } = socket.data;
  void socket.join(`user:${userId}`);
  socket.on('join:conversation', ({ conversationId }, acknowledge) => {
    void socket.join(`conversation:${conversationId}`);
    acknowledge({ ok: true });
  });
  socket.on('message:send', (input, acknowledge) => {
    (VARIANT === 'fair' ? storeFairly : store)(input, userId).then(
      (message) => {
        socket.to(`conversation:${input.conversationId}`).emit('message:new', message);
        acknowledge({ ok: true, message });
      },
      (error: unknown) => acknowledge({ ok: false, error: String(error) }),
    );
  });
});

http.listen(Number(PORT), '127.0.0.1');
// Connections that wait in the pool may die with the database; without a listener the process would, too.
pool.on('error', () => undefined);

/** GET /readyz, /conversations?offset= and /conversations/:id/messages?offset=, newest first. */
async function serve({ url = '', headers }: IncomingMessage): Promise<unknown> {
  if (url === '/readyz') return {};
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const userId = await verify(headers.authorization?.replace('Bearer ', '') ?? '');
  const offset = Number(searchParams.get('offset') ?? 0);
  const [, conversationId] = MESSAGES_PATH.exec(pathname) ?? [];
  if (conversationId === undefined)
    return { conversations: await read('inbox', CONVERSATIONS, [userId, offset]) };
  if (VARIANT === 'fair') {
    const [conversation] = await read('access', ACCESS, [conversationId]);
    if (conversation?.['customer_id'] !== userId && conversation?.['artist_id'] !== userId)
      throw new Error('forbidden');
  }
  return { messages: await read('history', MESSAGES, [conversationId, offset]) };
}

async function verify(token: string): Promise<string> {
  return (await jwtVerify(token, key)).payload.sub!;
}

async function read(name: string, text: string, values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>(VARIANT === 'fair' ? { name, text, values } : { text, values })).rows;
}

async function store({ conversationId, content }: SendInput, userId: string): Promise<Row> {
  const role = roleOf(userId);
  const { rows } = await pool.query<Row>(INSERT, [conversationId, userId, role, content]);
  await pool.query(UPDATE[role], [conversationId]);
  return rows[0]!;
}

async function storeFairly({ conversationId, content }: SendInput, userId: string): Promise<Row> {
  const client = await pool.connect();
  try {
    const [conversation] = await prepared(client, 'access', ACCESS, [conversationId]);
    const role = conversation?.['customer_id'] === userId ? 'customer' : 'artist';
    if (conversation?.[`${role}_id`] !== userId || conversation['status'] !== 'active')
      throw new Error('forbidden');
    await client.query('BEGIN');
    const [message] = await prepared(client, 'insert', INSERT, [conversationId, userId, role, content]);
    await prepared(client, `update-${role}`, UPDATE[role], [conversationId]);
    await client.query('COMMIT');
    return message!;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function prepared(client: PoolClient, name: string, text: string, values: unknown[]): Promise<Row[]> {
  return (await client.query<Row>({ name, text, values })).rows;
}

/** What the client's token says in the requirement; here the id does. */
function roleOf(userId: string): 'customer' | 'artist' {
  return userId.startsWith('8c', 19) ? 'customer' : 'artist';
}
