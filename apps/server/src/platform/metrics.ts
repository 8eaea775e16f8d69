import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The platform's instruments. A feature registers its own in `registry`, under the prefix `duet_`. */
export type Metrics = ReturnType<typeof createMetrics>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What a pool of connections to the database has, and callers who wait for one. */
interface PoolSize {
  readonly role: string;
  readonly idle: number;
  readonly busy: number;
  readonly waiting: number;
}

/** Instruments of one server in a registry of their own, beside Node's. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const databasePools: (() => PoolSize)[] = [];
  new Gauge({
    name: 'duet_database_connections',
    help: 'Connections to the database by role and state, and callers waiting for one.',
    labelNames: ['role', 'state'],
    registers,
    collect() {
      for (const size of databasePools) {
        const { role, ...states } = size();
        for (const [state, count] of Object.entries(states)) this.set({ role, state }, count);
      }
    },
  });
  return {
    registry,
    /** Pools tell their size here. */
    databasePools,
    httpRequests: new Histogram({
      name: 'duet_http_request_duration_seconds',
      help: 'REST requests from the headers to the end of the answer, by route and status.',
      labelNames: ['route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    socketConnections: new Gauge({
      name: 'duet_socket_connections',
      help: 'Sockets connected now.',
      registers,
    }),
    socketConnectionSeconds: new Histogram({
      name: 'duet_socket_connection_duration_seconds',
      help: 'How long sockets stayed, by the reason they left.',
      labelNames: ['reason'],
      buckets: [1, 10, 60, 300, 1_800, 7_200, 43_200],
      registers,
    }),
    socketConnects: new Counter({
      name: 'duet_socket_connects_total',
      help: 'Attempts to connect, by outcome: ok, or the code of the refusal.',
      labelNames: ['outcome'],
      registers,
    }),
    socketEvents: new Histogram({
      name: 'duet_socket_event_duration_seconds',
      help: 'Events from clients until the acknowledgement, by event and outcome (ok, or the code of the error).',
      labelNames: ['event', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    published: new Counter({
      name: 'duet_published_events_total',
      help: 'Events published to people, by event.',
      labelNames: ['event'],
      registers,
    }),
    databaseStatements: new Histogram({
      name: 'duet_database_statement_duration_seconds',
      help: 'Statements (and connect: the wait for a connection) by name and outcome: ok, error, or an error code.',
      labelNames: ['statement', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    cspViolations: new Counter({
      name: 'duet_csp_violations_total',
      help: 'What the content security policy has kept browsers from, as they tell it, by directive.',
      labelNames: ['directive'],
      registers,
    }),
    errors: new Counter({
      name: 'duet_errors_total',
      help: 'Faults by component: what nobody threw on purpose, and dependencies that were away.',
      labelNames: ['component'],
      registers,
    }),
  };
}
