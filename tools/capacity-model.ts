import type { Run } from '../bench/run.ts';

/** What is assumed of use, machines and prices: value and meaning. Dollars are for a month where nothing else is said. */
export const ASSUMPTIONS = {
  messagesPerDay: [10, 'messages that a daily user sends'],
  comebacksPerDay: [20, 'times that a device connects and syncs: the app is opened, the network changes'],
  opensPerDay: [15, 'conversations opened, each read as if no page were kept in memory'],
  listsPerDay: [2, 'first pages of the list of conversations, loaded anew'],
  peakFactor: [4, 'the busiest second of a day, to the mean of the day'],
  onlineShare: [0.1, 'of the daily users, who is connected at the peak'],
  reportFactor: [1.3, 'a message with its read report: half a report each, at 0.58 of a message'],
  busEvents: [3, 'events between nodes for a message: itself, delivered, read'],
  busNode: [27, 'µs of nodes for an event, published alone (in batches 18)'],
  busRedis: [10, 'µs of Redis for an event, published alone (in batches 3)'],
  share: [0.5, 'of a machine, used at the peak; the rest is for bursts, backups, a lost neighbour'],
  nodeGiB: [4, 'memory of a node, which uses one processor'],
  connectionFactor: [2, 'memory of a connection in use, the kernel’s too, to that of an idle one'],
  returnSeconds: [60, 'after a node died, its people are back so soon, by one node'],
  spareNodes: [1, 'nodes more than are needed'],
  databaseCores: [16, 'processors of the largest database machine, which has 8 GB for each'],
  databaseTB: [16, 'TB of its disk'],
  logMBps: [250, 'MB of log that it makes durable in a second'],
  logBytes: [19_000, 'log for a message and its receipts, each in another conversation'],
  storedBytes: [900, 'disk for a message and its receipts'],
  yearsKept: [2, 'how long messages stay there'],
  imagesPerMessage: [0.05, 'images sent with a message'],
  imageBytes: [400_000, 'of an image in all sizes; as much leaves when it is looked at'],
  wireBytes: [2_000, 'that leave for a message, its receipts and its part of syncs'],
  nodePrice: [40, '$ for a node'],
  corePrice: [50, '$ for a processor of a database with its memory, at least two; each has a standby'],
  redisPrice: [50, '$ for a Redis node; each has a replica'],
  diskPrice: [0.12, '$ for a GB of disk, paid twice for the standby'],
  objectPrice: [0.023, '$ for a GB in the object store'],
  trafficPrice: [0.05, '$ for a GB that leaves, once'],
} as const satisfies Record<string, readonly [number, string]>;
export type Assumptions = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;
export const DEFAULTS = Object.fromEntries(
  Object.entries(ASSUMPTIONS).map(([name, [value]]) => [name, value]),
) as Assumptions;

/** Writes that share a commit at most (`group-commit.ts`); connections of a node to its database (`server.ts`). */
const MAX_TOGETHER = 128;
const POOL = 10;
const DAY = 86_400;

/** Microseconds of processor time for a piece of work. NaN, here and in all that follows from it: not measured. */
interface Cpu {
  readonly server: number;
  readonly database: number;
}
const NOT_MEASURED: Cpu = { server: NaN, database: NaN };

export type Costs = ReturnType<typeof costsOf>;

/** What a run says of this server. What it does not say is NaN, and nothing is put in its place. */
export function costsOf({ findings, machine }: Pick<Run, 'findings' | 'machine'>) {
  const [rate] = ours(findings.rate);
  const slowest = rate?.loads.toSorted((a, b) => a.offered - b.offered)[0];
  const [ramp] = ours(findings.ramp);
  const [idle] = ours(findings.idle);
  // Not the newest page, which may come from memory.
  const history = ours(findings.history).findLast(({ depth }) => depth > 0);
  const inbox = ours(findings.inbox).find(({ depth }) => depth === 0);
  const [herd] = ours(findings.herd);
  const found = Object.entries({ rate: slowest, ramp, idle, history, inbox, herd });
  return {
    missing: found.flatMap(([mode, result]) => (result === undefined ? [mode] : [])),
    // Where a commit carries few: many nodes and shards split the stream that makes commits worth sharing.
    message: slowest?.cpu ?? NOT_MEASURED,
    messageRate: slowest?.offered ?? NaN,
    highestRate: ramp?.highest ?? NaN,
    highestMessage: ramp?.load.cpu ?? NOT_MEASURED,
    comeback: herd?.cpuPerClient ?? NOT_MEASURED,
    open: history?.reads.cpu ?? NOT_MEASURED,
    list: inbox?.reads.cpu ?? NOT_MEASURED,
    /** Of a core, by one connection, and of the database's, by a node to which nobody does anything. */
    restShare: idle ? idle.idleShare.server / idle.connections : NaN,
    followShare: idle?.idleShare.database ?? NaN,
    connectionBytes: idle?.bytesPerConnection ?? NaN,
    nodeBytes: rate?.memory.server ?? NaN,
    commitsPerSecond: 1_000 / machine.fdatasyncMs,
  };
}

function ours<Result extends { readonly subject: string }>(results: readonly Result[] = []): Result[] {
  return results.filter(({ subject }) => subject === 'duet');
}

/** A kind of work: how often in a second somebody online at the peak makes it, and what it costs. */
export interface Work extends Cpu {
  readonly name: string;
  readonly perSecond: number;
}

/** What would run out, and how many people there may be until it does. */
export type Limits = Readonly<Record<string, number>>;

/** What one node (people online) and one database (daily users) carry. */
export interface Capacity {
  readonly works: readonly Work[];
  readonly node: Limits;
  readonly database: Limits;
}

export function capacityOf({ message, comeback, open, list, ...costs }: Costs, a: Assumptions): Capacity {
  const perSecond = (perDay: number): number => (perDay * a.peakFactor) / DAY / a.onlineShare;
  const messages = perSecond(a.messagesPerDay);
  const server = message.server * a.reportFactor + a.busEvents * a.busNode;
  const works: Work[] = [
    { name: 'message', perSecond: messages, server, database: message.database * a.reportFactor },
    { name: 'device that comes back', perSecond: perSecond(a.comebacksPerDay), ...comeback },
    { name: 'opened conversation', perSecond: perSecond(a.opensPerDay), ...open },
    { name: 'list of conversations', perSecond: perSecond(a.listsPerDay), ...list },
    { name: 'second of a connection', perSecond: 1, server: costs.restShare * 1e6, database: 0 },
  ];
  return {
    works,
    node: {
      'its processor': (a.share * 1e6) / microsOf(works, 'server'),
      'its memory':
        (a.share * a.nodeGiB * 2 ** 30 - costs.nodeBytes) / (costs.connectionBytes * a.connectionFactor),
      'the return of its people': (a.returnSeconds * 1e6) / comeback.server,
      'one commit at a time': (a.share * MAX_TOGETHER * costs.commitsPerSecond) / (messages * a.reportFactor),
    },
    database: {
      'its processors': (a.share * a.databaseCores * 1e6) / microsOf(works, 'database') / a.onlineShare,
      'its log': (a.share * a.logMBps * 1e6) / (messages * a.logBytes) / a.onlineShare,
      'its disk': (a.share * a.databaseTB * 1e12) / (a.messagesPerDay * 365 * a.yearsKept * a.storedBytes),
    },
  };
}

/** What somebody online takes in a second. */
export function microsOf(works: readonly Work[], who: keyof Cpu): number {
  return works.reduce((sum, work) => sum + work.perSecond * work[who], 0);
}

/** What runs out first, and at how many; NaN and no name while one of the limits is not known. */
export function firstLimit(limits: Limits): { name: string | undefined; at: number } {
  const at = Math.min(...Object.values(limits));
  return { name: Object.keys(limits).find((name) => limits[name] === at), at };
}

export type Plan = ReturnType<typeof planFor>;

/** What so many daily users need, and what it costs in a month. */
export function planFor(users: number, costs: Costs, a: Assumptions) {
  const { works, node, database } = capacityOf(costs, a);
  const online = users * a.onlineShare;
  const messages = users * a.messagesPerDay;
  const messagesPerSecond = (messages * a.peakFactor) / DAY;
  const nodes = whole(online / firstLimit(node).at, a.spareNodes);
  const databases = whole(users / firstLimit(database).at);
  const cores = Math.max(2 * databases, whole((online * microsOf(works, 'database')) / (a.share * 1e6)));
  const redis = whole((messagesPerSecond * a.busEvents * a.busRedis) / (a.share * 1e6));
  const rowsGB = (messages * 365 * a.storedBytes) / 1e9;
  const imagesGB = (messages * 365 * a.imagesPerMessage * a.imageBytes) / 1e9;
  const trafficGB = (messages * 365 * a.wireBytes) / 1e9 + imagesGB;
  return {
    ...{ users, online, messagesPerSecond, nodes, databases, cores, redis, rowsGB, imagesGB },
    connections: nodes * POOL,
    /** Read by each node in a second, when no commit is shared: of a message, and of its delivery. */
    followed: 2 * messagesPerSecond,
    /** Processors of each database that nodes at rest take. */
    following: nodes * costs.followShare,
    cost: {
      nodes: nodes * a.nodePrice,
      databases: cores * 2 * a.corePrice,
      Redis: redis * 2 * a.redisPrice,
      disk: rowsGB * a.yearsKept * 2 * a.diskPrice,
      images: imagesGB * a.yearsKept * a.objectPrice,
      traffic: (trafficGB / 12) * a.trafficPrice,
    },
  };
}

/** As many as that, rounded up, and the spare ones; none where nothing is needed. */
function whole(needed: number, spare = 0): number {
  return needed === 0 ? 0 : Math.ceil(needed) + spare;
}
