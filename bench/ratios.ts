import type { Findings } from './findings.ts';
import type { GrowthResult } from './modes/growth.ts';
import type { IdleResult } from './modes/idle.ts';
import type { LoadFigures } from './modes/slices.ts';
import type { SubjectName } from './subjects/subject.ts';

/** This server beside its peers, in one run. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
}

/** What stands for this server. */
const OURS: SubjectName = 'duet';

/** All ratios that these findings give: of ours to the better peer's, unless the name says another. */
export function ratiosOf(findings: Findings): Ratio[] {
  return [
    ...rateRatios(findings),
    ...rampRatios(findings),
    ...idleRatios(findings),
    ...historyRatios(findings),
    ...growthRatios(findings),
    ...inboxRatios(findings),
  ].filter(({ value }) => Number.isFinite(value));
}

/** Server and database together, microseconds a message. */
function cpuOf({ cpu }: LoadFigures): number {
  return cpu.server + cpu.database;
}

function rateRatios({ rate = [] }: Findings): Ratio[] {
  const rates = rate[0]?.loads.map(({ offered }) => offered) ?? [];
  return rates.flatMap((offered) => {
    const at = (results: typeof rate) =>
      results.flatMap(({ loads }) => loads.find((load) => load.offered === offered) ?? []);
    const [ours, peers] = [at(rate.filter(isOurs)), at(rate.filter(isPeer))];
    return [
      toBetter(`CPU per message at ${offered}/s`, ours.map(cpuOf), peers.map(cpuOf)),
      toBetter(`p99 of delivery at ${offered}/s`, ours.map(p99), peers.map(p99)),
    ].flat();
  });
}

function rampRatios({ ramp = [] }: Findings): Ratio[] {
  const [ours] = ramp.filter(isOurs);
  const best = ramp.filter(isPeer).toSorted((a, b) => b.highest - a.highest)[0];
  if (ours === undefined || best === undefined) return [];
  return [
    { name: 'highest rate', value: ours.highest / best.highest },
    { name: 'CPU per message at the highest rate of each', value: cpuOf(ours.load) / cpuOf(best.load) },
  ];
}

function idleRatios({ idle = [] }: Findings): Ratio[] {
  const [ours] = idle.filter(isOurs);
  if (ours === undefined) return [];
  const to = (name: SubjectName, what: string, of: (result: IdleResult) => number): Ratio[] =>
    idle
      .filter(({ subject }) => subject === name)
      .map((peer) => ({ name: `${what}, to ${name}`, value: of(ours) / of(peer) }));
  const memory = (result: IdleResult): number => result.bytesPerConnection;
  const cpu = ({ connectCpu }: IdleResult): number => connectCpu.server;
  return [
    ...to('naive', 'memory per idle connection', memory),
    ...to('ejabberd', 'memory per idle connection', memory),
    ...to('naive', 'CPU per connect', cpu),
  ];
}

function historyRatios({ history = [] }: Findings): Ratio[] {
  const depths = [...new Set(history.map(({ depth }) => depth))];
  const at = (depth: number, atOnce: number) =>
    history.filter((result) => result.depth === depth && result.reads.atOnce === atOnce);
  const perSecond = (results: typeof history) => results.map(({ reads }) => reads.perSecond);
  const late = (results: typeof history) => results.map(({ reads }) => reads.latency.p99);
  const cpu = (results: typeof history) => results.map(({ reads }) => reads.cpu.server + reads.cpu.database);
  const [newest, deep] = [at(0, 8), depths.flatMap((depth) => at(depth, 8)).filter(isOurs)];
  return [
    ...toBetter(
      'newest of a long conversation, reads/s',
      perSecond(newest.filter(isOurs)),
      perSecond(newest.filter(isPeer)),
      'more',
    ),
    ...toBetter(
      'newest of a long conversation, p99',
      late(newest.filter(isOurs)),
      late(newest.filter(isPeer)),
    ),
    ...toBetter('newest of a long conversation, CPU', cpu(newest.filter(isOurs)), cpu(newest.filter(isPeer))),
    // The newest page may come from memory; two that both come from the database tell what depth costs.
    { name: 'a long conversation, CPU at its beginning to its middle', value: cpu(deep)[2]! / cpu(deep)[1]! },
  ];
}

function growthRatios({ growth = [] }: Findings): Ratio[] {
  const ours = growth.filter(isOurs).toSorted((a, b) => a.stored - b.stored);
  const [small, large] = [ours[0], ours.at(-1)];
  if (small === undefined || large === undefined || small === large) return [];
  const name = `at ${large.stored} stored, to ${small.stored}`;
  const costs: Record<string, (result: GrowthResult) => number> = {
    append: ({ loads }) => cpuOf(loads.at(-1)!),
    history: ({ history }) => history.cpu.server + history.cpu.database,
    'first page of conversations': ({ inbox }) => (inbox ? inbox.cpu.server + inbox.cpu.database : NaN),
  };
  return Object.entries(costs).map(([what, of]) => ({
    name: `CPU per ${what} ${name}`,
    value: of(large) / of(small),
  }));
}

function inboxRatios({ inbox = [] }: Findings): Ratio[] {
  const ours = inbox.filter(isOurs).toSorted((a, b) => a.conversations - b.conversations);
  const cpu = ({ reads }: (typeof ours)[0]): number => reads.cpu.server + reads.cpu.database;
  const of = (isDeep: boolean) => ours.filter(({ depth }) => depth > 0 === isDeep);
  return [false, true].flatMap((isDeep) => {
    const [few, many] = [of(isDeep)[0], of(isDeep).at(-1)];
    if (few === undefined || many === undefined) return [];
    return [
      {
        name: `CPU per ${isDeep ? 'deep' : 'first'} page: list of ${many.conversations}, to ${few.conversations}`,
        value: cpu(many) / cpu(few),
      },
    ];
  });
}

/** Ours to the best of the peers: by default less is better. */
function toBetter(
  name: string,
  ours: readonly number[],
  peers: readonly number[],
  better: 'less' | 'more' = 'less',
): Ratio[] {
  const [own] = ours;
  if (own === undefined || peers.length === 0) return [];
  return [{ name, value: own / (better === 'less' ? Math.min(...peers) : Math.max(...peers)) }];
}

const p99 = ({ delivery }: LoadFigures): number => delivery.p99;
const isOurs = ({ subject }: { subject: SubjectName }): boolean => subject === OURS;
const isPeer = ({ subject }: { subject: SubjectName }): boolean => !subject.startsWith(OURS);
