import type { Run } from '../bench/run.ts';
import { percent, table } from '../bench/table.ts';
import {
  ASSUMPTIONS,
  capacityOf,
  costsOf,
  DEFAULTS,
  firstLimit,
  microsOf,
  planFor,
} from './capacity-model.ts';
import type { Assumptions, Capacity, Costs, Limits, Plan } from './capacity-model.ts';

export const DOCUMENT = 'docs/capacity.md';
/** The run that is committed, and that the document tells of. */
export const COMMITTED_RUN = 'bench/RESULTS.json';
export const USERS: readonly number[] = [1e4, 1e6, 1e8];
const PRICED = '2026-11-28';
const [BEGIN, END] = ['<!-- capacity: begin -->', '<!-- capacity: end -->'];

/** The document with the report in its place. Throws when there is no such place. */
export function place(document: string, report: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has no ${BEGIN} with ${END} behind it.`);
  return `${before}${BEGIN}\n\n${report}\n\n${END}${after}`;
}

/** The answers as Markdown. Without a run, the assumptions alone: no figure stands in for one that is not there. */
export function reportCapacity(
  run: Pick<Run, 'begun' | 'findings' | 'machine'> | undefined,
  a: Assumptions = DEFAULTS,
  users = USERS,
): string {
  const assumed = ['### Assumed', `Prices are as assumed on ${PRICED}.`, reportAssumptions(a)];
  if (run === undefined)
    return [`There is no ${COMMITTED_RUN}, so nothing is computed.`, ...assumed].join('\n\n');
  const { begun, machine } = run;
  const costs = costsOf(run);
  const capacity = capacityOf(costs, a);
  const plans = users.map((count) => planFor(count, costs, a));
  return [
    ...costs.missing.map((mode) => `**This run has no ${mode}:** what follows from it is not computed.`),
    '### What is needed',
    reportPlans(plans, a),
    '### What runs out first',
    reportLimits(capacity),
    '### Measured',
    `Begun ${begun}, on ${machine.cores} × ${machine.processor}, which generator, server and database shared.`,
    reportWorks(costs, capacity, a),
    ...assumed,
    `### By hand, for ${show(1e6)} daily users`,
    reportByHand(planFor(1e6, costs, a), costs, capacity, a),
  ].join('\n\n');
}

function reportAssumptions(a: Assumptions): string {
  return table(
    ['name', 'value', ''],
    Object.entries(ASSUMPTIONS).map(([name, [, meaning]]) => [name, a[name as keyof Assumptions], meaning]),
  );
}

function reportWorks(costs: Costs, { works }: Capacity, a: Assumptions): string {
  const { messageRate, highestRate, highestMessage, connectionBytes, nodeBytes, commitsPerSecond } = costs;
  const part = (work: (typeof works)[0], who: 'server' | 'database'): string =>
    show((work.perSecond * work[who]) / microsOf(works, who), percent);
  return [
    `A message takes ${show(costs.message.server)} µs of the server and ${show(costs.message.database)} of the database ` +
      `at ${show(messageRate)}/s, and ${show(highestMessage.server)} and ${show(highestMessage.database)} at ` +
      `${show(highestRate)}/s, the highest rate that held. An idle connection takes ${show(connectionBytes / 1_024)} KiB, a ` +
      `node ${show(nodeBytes / 2 ** 20)} MiB. The disk does ${show(commitsPerSecond)} fdatasync/s.`,
    table(
      [
        ...['work', 'µs of nodes', 'of the database', 'one node alone: /s', 'one database alone: /s'],
        ...['of all on a node', 'of all on a database'],
      ],
      works.map((work) => [
        ...[work.name, show(work.server), show(work.database)],
        ...[show((a.share * 1e6) / work.server), show((a.share * a.databaseCores * 1e6) / work.database)],
        ...[part(work, 'server'), part(work, 'database')],
      ]),
    ),
  ].join('\n\n');
}

function reportLimits({ node, database }: Capacity): string {
  const rows = (of: string, limits: Limits, unit: string): string[][] =>
    Object.entries(limits).map(([name, at]) => [
      ...[of, name, `${show(at)} ${unit}`, name === firstLimit(limits).name ? '**first**' : ''],
    ]);
  return table(
    ['of one', 'what runs out', 'at', ''],
    [...rows('node', node, 'people online'), ...rows('database', database, 'daily users')],
  );
}

/** What is beyond `most` stands in bold: the design as it is does not go so far. */
function reportPlans(plans: readonly Plan[], a: Assumptions): string {
  const row = (name: string, of: (plan: Plan) => number, most = Infinity): string[] => [
    name,
    ...plans.map((plan) => (of(plan) > most ? `**${show(of(plan))}**` : show(of(plan)))),
  ];
  const total = ({ cost }: Plan): number => Object.values(cost).reduce((sum, part) => sum + part, 0);
  return table(
    ['daily users', ...plans.map(({ users }) => show(users))],
    [
      row('online at the peak', (plan) => plan.online),
      row('messages/s at the peak', (plan) => plan.messagesPerSecond),
      row(`nodes, ${a.spareNodes} of them to spare`, (plan) => plan.nodes),
      row('databases, each with a standby (1 goes)', (plan) => plan.databases, 1),
      row('processors of all databases', (plan) => plan.cores),
      row('Redis nodes, each with a replica', (plan) => plan.redis),
      row('GB of rows in a year', (plan) => plan.rowsGB),
      row('GB of images in a year', (plan) => plan.imagesGB),
      row('connections of each database (500 go)', (plan) => plan.connections, 500),
      row('commits/s that each node follows (20,000 go)', (plan) => plan.followed, 20_000),
      row('processors of each database for nodes at rest (1 goes)', (plan) => plan.following, 1),
      ...(['nodes', 'databases', 'Redis', 'disk', 'images', 'traffic'] as const).map((what) =>
        row(`$ a month: ${what}`, ({ cost }) => cost[what]),
      ),
      row('$ a month', total),
      row('$ a month for 1,000 daily users', (plan) => (total(plan) / plan.users) * 1_000),
    ],
  );
}

function reportByHand(plan: Plan, costs: Costs, { works, node, database }: Capacity, a: Assumptions): string {
  const sum = (who: 'server' | 'database'): string =>
    `${works.map((work) => `${show(work.perSecond)} × ${show(work[who])}`).join(' + ')} = ${show(microsOf(works, who))} µs`;
  const divide = (all: number, limits: Limits): string =>
    `First is ${firstLimit(limits).name ?? 'not known'}: ${show(all)} / ${show(firstLimit(limits).at)}, rounded up`;
  return [
    `${show(plan.users)} × ${a.messagesPerDay} messages × ${a.peakFactor} / 86,400 s = ${show(plan.messagesPerSecond)}/s at the peak, by ` +
      `${show(plan.users)} × ${a.onlineShare} = ${show(plan.online)} people online: ${show(works[0]!.perSecond)} each.`,
    `A message: ${show(costs.message.server)} × ${a.reportFactor} + ${a.busEvents} × ${a.busNode} = ${show(works[0]!.server)} µs of nodes, ` +
      `${show(costs.message.database)} × ${a.reportFactor} = ${show(works[0]!.database)} µs of the database.`,
    `Somebody online takes in a second, of a node: ${sum('server')}. ${a.share} × 1,000,000 µs are enough for ` +
      `${show(node['its processor']!)}. ${divide(plan.online, node)}, and ${a.spareNodes} to spare: ${show(plan.nodes)} nodes.`,
    `Of the database: ${sum('database')}. ${a.share} × ${a.databaseCores},000,000 µs / ${a.onlineShare} are enough for ` +
      `${show(database['its processors']!)} daily users. ${divide(plan.users, database)}: ${show(plan.databases)}.`,
    `Its log: ${a.share} × ${a.logMBps} MB/s / ${show(a.logBytes)} bytes = ${show((a.share * a.logMBps * 1e6) / a.logBytes)} messages/s. Its disk: ` +
      `${show(plan.rowsGB)} GB a year.`,
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

function show(value: number, form = threeFigures): string {
  return Number.isNaN(value) ? 'not measured' : form(value);
}

/** As many as such an estimate has. */
function threeFigures(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
