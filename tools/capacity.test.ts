import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run } from '../bench/run.ts';
import { capacityOf, costsOf, DEFAULTS, firstLimit, planFor, type Assumptions } from './capacity-model.ts';
import { COMMITTED_RUN, DOCUMENT, place, reportCapacity } from './capacity-report.ts';
import { ROOT } from './program.ts';

const LATENCY = { count: 1, p50: 1, p95: 1, p99: 1, p999: 1, max: 1 };
const SUBJECT = { subject: 'duet' } as const;

function load(offered: number, server: number, database: number) {
  return {
    offered,
    deliveredPerSecond: offered,
    counts: { sent: 1, acked: 1, refused: 0, delivered: 1, duplicated: 0, outOfOrder: 0 },
    lost: 0,
    ...{ ack: LATENCY, delivery: LATENCY, lag: LATENCY },
    cpu: { server, database, generator: 1 },
    ...{ restShare: 0, stolenShare: 0 },
  };
}

function reads(server: number, database: number) {
  const cpu = { server, database, generator: 1 };
  return { atOnce: 8, perSecond: 1, items: 30, latency: LATENCY, cpu, restShare: 0 };
}

/** A run of the shape that the bench writes, with figures that are easy to reckon with; a peer in front of ours. */
function runWith(server = 400, database = 300) {
  const stored = {
    ...{ stored: 1, ackedAndMissing: 0, deliveredAndMissing: 0 },
    ...{ storedAgain: 0, storedOutOfOrder: 0, storedWithoutAck: 0 },
  };
  const findings = {
    rate: [
      { subject: 'naive', loads: [load(300, 9_000, 9_000)], memory: { server: 1, database: 1 }, stored },
      {
        ...SUBJECT,
        loads: [load(1_000, server / 2, database / 2), load(300, server, database)],
        memory: { server: 200 * 2 ** 20, database: 1 },
        stored,
      },
    ],
    ramp: [{ ...SUBJECT, highest: 6_000, load: load(6_000, 90, 50), stored }],
    idle: [
      {
        ...SUBJECT,
        connections: 5_000,
        bytesPerConnection: 20 * 2 ** 10,
        connectCpu: { server: 500, database: 100 },
        connectsPerSecond: 1_000,
        idleShare: { server: 0.01, database: 0.004 },
      },
    ],
    history: [
      { ...SUBJECT, depth: 0, reads: reads(1, 1) },
      { ...SUBJECT, depth: 5_000, reads: reads(600, 200) },
    ],
    inbox: [
      { ...SUBJECT, conversations: 100, depth: 0, reads: reads(700, 300) },
      { ...SUBJECT, conversations: 100, depth: 60, reads: reads(1, 1) },
    ],
    herd: [
      {
        ...SUBJECT,
        clients: 5_000,
        ...{ backSeconds: 10, awaySeconds: 12, statuses: {}, refusals: {}, pool: { mean: 0.5, max: 1 } },
        cpuPerClient: { server: 1_500, database: 500 },
      },
    ],
  } satisfies Run['findings'];
  const machine = {
    cores: 2,
    processor: 'EPYC',
    memoryGiB: 24,
    system: 'Linux',
    node: '24',
    fdatasyncMs: 0.5,
  };
  return { begun: '2026-11-28T10:00:00.000Z', machine, findings };
}

const SIZES = [0, 1, 1e3, 1e4, 5e4, 1e5, 1e6, 3e6, 1e7, 1e8];
const { cost: _, ...NEEDS } = planFor(1, costsOf(runWith()), DEFAULTS);
const needed = Object.keys(NEEDS) as (keyof typeof NEEDS)[];

/** As if messages to other nodes and all else but messages cost nothing. */
const ONLY_MESSAGES: Assumptions = {
  ...DEFAULTS,
  ...{ comebacksPerDay: 0, opensPerDay: 0, listsPerDay: 0, busEvents: 0, spareNodes: 0 },
  ...{ nodeGiB: 1e6, returnSeconds: 1e9, databaseTB: 1e6, logMBps: 1e9, messagesPerDay: 1_000 },
};

describe('a plan', () => {
  it('never needs less for more users', () => {
    const plans = SIZES.map((users) => planFor(users, costsOf(runWith()), DEFAULTS));
    for (const [index, plan] of plans.entries()) {
      const before = plans[index - 1] ?? plan;
      for (const what of needed) expect(plan[what], what).toBeGreaterThanOrEqual(before[what]);
      for (const [what, dollars] of Object.entries(before.cost))
        expect(plan.cost[what as keyof typeof plan.cost], what).toBeGreaterThanOrEqual(dollars);
    }
  });

  it('needs nothing for nobody, and a spare node for anybody', () => {
    const costs = costsOf(runWith());
    const nobody = planFor(0, costs, DEFAULTS);
    for (const what of needed) expect(nobody[what], what).toBe(0);
    expect(Object.values(nobody.cost)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(planFor(1, costs, DEFAULTS)).toMatchObject({ nodes: 2, databases: 1, redis: 1 });
  });

  it('doubles nodes and databases when a message takes twice the processor time', () => {
    const { findings, machine } = runWith();
    const rested = (run: ReturnType<typeof runWith>) =>
      costsOf({
        machine,
        findings: {
          ...run.findings,
          idle: [{ ...findings.idle[0]!, idleShare: { server: 0, database: 0 } }],
        },
      });
    const [once, twice] = [runWith(), runWith(800, 600)].map((run) =>
      planFor(1e7, rested(run), ONLY_MESSAGES),
    );
    expect(once!.nodes).toBeGreaterThan(100);
    for (const what of ['nodes', 'databases'] as const)
      expect(Math.abs(twice![what] - 2 * once![what]), what).toBeLessThanOrEqual(1);
  });

  it('takes the costs of this server at the lowest rate, of pages that no memory holds', () => {
    expect(costsOf(runWith())).toMatchObject({
      missing: [],
      message: { server: 400, database: 300 },
      messageRate: 300,
      open: { server: 600, database: 200 },
      list: { server: 700, database: 300 },
      commitsPerSecond: 2_000,
    });
  });

  it('names what runs out first', () => {
    const firsts = (a: Partial<Assumptions>): (string | undefined)[] => {
      const { node, database } = capacityOf(costsOf(runWith()), { ...DEFAULTS, ...a });
      return [firstLimit(node).name, firstLimit(database).name];
    };
    expect(firsts({ nodeGiB: 0.5, databaseTB: 0.1 })).toEqual(['its memory', 'its disk']);
    expect(firsts({ returnSeconds: 1, logMBps: 1 })).toEqual(['the return of its people', 'its log']);
    expect(firsts({ nodeGiB: 64, returnSeconds: 1e6, databaseTB: 1e6, logMBps: 1e6 })).toEqual([
      'its processor',
      'its processors',
    ]);
  });
});

describe('a run that lacks a mode', () => {
  const { findings, ...rest } = runWith();

  it.each(Object.keys(findings) as (keyof typeof findings)[])(
    'is said to lack %s, and gets no figure in its place',
    (mode) => {
      const { [mode]: __, ...others } = findings;
      const run = { ...rest, findings: others };
      const costs = costsOf(run);
      expect(costs.missing).toEqual([mode]);
      expect(planFor(1e6, costs, DEFAULTS).nodes).toEqual(mode === 'ramp' ? expect.any(Number) : NaN);
      expect(reportCapacity(run)).toContain(`This run has no ${mode}:`);
      expect(reportCapacity(run)).toContain('not measured');
    },
  );

  it('is not helped by the figures of a peer', () => {
    const peers = { rate: findings.rate.filter(({ subject }) => subject === 'naive') };
    expect(costsOf({ ...rest, findings: peers }).missing).toContain('rate');
  });

  it('leaves nothing open when it lacks nothing', () => {
    expect(reportCapacity(runWith())).not.toMatch(/not measured|not known|NaN|undefined/);
  });
});

describe('the document', () => {
  const document = readFileSync(resolve(ROOT, DOCUMENT), 'utf8');
  const file = resolve(ROOT, COMMITTED_RUN);

  it('says what follows from the committed run: `npm run capacity -- --write` puts it there', () => {
    const run = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : undefined;
    expect(document).toBe(place(document, reportCapacity(run)));
  });

  it('must have a place for it', () => {
    expect(place(place(document, 'one'), 'other')).toBe(place(document, 'other'));
    expect(() => place('# Capacity', 'one')).toThrow('has no');
  });
});
