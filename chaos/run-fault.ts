import { setTimeout as sleep } from 'node:timers/promises';
import { checkHistory, type HistoryEvent, type Violation } from '@duet/testkit';
import type { Fault } from './fault.ts';
import type { FaultyPostgres } from './postgres.ts';
import { World } from './world.ts';

const MESSAGES_PER_SECOND = 40;
/** Load before the fault and after it. */
const MARGIN_MS = 1_000;

/** How a run under one fault ended. */
export interface Verdict {
  readonly fault: Fault;
  readonly seed: number;
  /** Messages that people sent, and how the attempts to bring them to the server ended. */
  readonly messages: number;
  readonly attempts: Readonly<Record<'ok' | 'fail' | 'info', number>>;
  readonly stored: number;
  readonly violations: readonly Violation[];
  readonly notes: readonly string[];
  /** From the end of the fault until a message was acknowledged that was sent after it; undefined: none was. */
  readonly recoveryMs: number | undefined;
  /** From the last message until every device showed what the database holds. */
  readonly restMs: number;
}

/** Runs one fault under load, waits until all has come to rest, and checks everything that happened. */
export async function runFault(
  fault: Fault,
  { seed, seconds, postgres }: { seed: number; seconds: number; postgres?: FaultyPostgres },
): Promise<Verdict> {
  const world = await World.open(seed);
  const { history } = world;
  try {
    const stopLoad = world.startLoad(MESSAGES_PER_SECOND);
    await sleep(MARGIN_MS);
    await fault.run(world, seconds, postgres!);
    const healedAt = performance.now();
    await sleep(MARGIN_MS);
    await stopLoad();
    const restMs = await world.rest();
    const log = world.server.log();
    history.process('the server’s log', '')({ type: 'logged', text: log });
    const conversations = await world.readStored();
    const count = (type: HistoryEvent['type']) =>
      history.events.filter((event) => event.type === type).length;
    return {
      fault,
      seed,
      messages: count('enqueue'),
      attempts: { ok: count('ok'), fail: count('fail'), info: count('info') },
      stored: conversations.reduce((sum, { lastSeq }) => sum + lastSeq, 0),
      violations: [...world.violations, ...checkHistory(history.events, conversations)],
      notes: world.notes,
      recoveryMs: recovery(history.events, healedAt),
      restMs,
    };
  } finally {
    await world.close();
  }
}

/** The server may take a send in that was waiting at the door: what counts is one that came later. */
function recovery(events: readonly HistoryEvent[], healedAt: number): number | undefined {
  const later = new Set<string>();
  for (const event of events) {
    if (event.at < healedAt) continue;
    if (event.type === 'invoke') later.add(event.key);
    if (event.type === 'ok' && later.has(event.key)) return event.at - healedAt;
  }
  return undefined;
}
