import { expect, it } from 'vitest';
import type { Findings } from './findings.ts';
import type { LoadFigures } from './modes/slices.ts';
import { ratiosOf } from './ratios.ts';
import type { SubjectName } from './subjects/subject.ts';
import { reportTargets } from './targets.ts';

const LATENCY = { count: 1, p50: 1, p95: 1, p99: 10, p999: 10, max: 10 };
const STORED = {
  stored: 1,
  ackedAndMissing: 0,
  deliveredAndMissing: 0,
  storedAgain: 0,
  storedOutOfOrder: 0,
  storedWithoutAck: 0,
};

function load(offered: number, server: number, p99 = 10): LoadFigures {
  return {
    offered,
    deliveredPerSecond: offered,
    counts: { sent: 1, acked: 1, refused: 0, delivered: 1, duplicated: 0, outOfOrder: 0 },
    lost: 0,
    ack: LATENCY,
    delivery: { ...LATENCY, p99 },
    lag: LATENCY,
    cpu: { server, database: 100, generator: 1 },
    restShare: 0,
    stolenShare: 0,
  };
}

function rate(subject: SubjectName, ...loads: LoadFigures[]): NonNullable<Findings['rate']>[number] {
  return { subject, loads, memory: { server: 1, database: 1 }, stored: STORED };
}

it('holds ours, server and database together, against the better peer at the same rate', () => {
  const findings: Findings = {
    rate: [
      rate('naive', load(1_000, 900, 20)),
      rate('duet', load(1_000, 300, 10)),
      rate('duet-without-receipts', load(1_000, 1)),
      rate('ejabberd', load(1_000, 700, 5)),
    ],
  };
  expect(ratiosOf(findings)).toEqual([
    { name: 'CPU per message at 1000/s', value: 0.5 },
    { name: 'p99 of delivery at 1000/s', value: 2 },
  ]);
});

it('holds the highest rate against the peer that has the highest', () => {
  const ramp = (subject: SubjectName, highest: number, cpu: number) => ({
    subject,
    highest,
    load: load(highest, cpu),
    stored: STORED,
  });
  const findings = {
    ramp: [ramp('duet', 6_000, 0), ramp('naive', 1_500, 900), ramp('ejabberd', 1_000, 100)],
  };
  expect(ratiosOf(findings)).toEqual([
    { name: 'highest rate', value: 4 },
    { name: 'CPU per message at the highest rate of each', value: 0.1 },
  ]);
});

it('gives nothing where there is no peer', () => {
  expect(ratiosOf({ rate: [rate('duet', load(300, 1))] })).toEqual([]);
});

it('says of a target whether it was met, missed or not measured', () => {
  const report = reportTargets({
    rate: [rate('duet', load(1_000, 300, 30)), rate('naive', load(1_000, 900, 20))],
  });
  const row = (beginning: string) => report.split('\n').find((line) => line.startsWith(`| ${beginning}`));
  expect(row('CPU per message at 1,000/s')).toContain('| <= 0.4 | 0.4 | met |');
  expect(row('p99 of delivery at 1,000/s')).toContain('| <= 1 | 1.5 | **missed** |');
  expect(row('highest rate')).toContain('not measured');
});
