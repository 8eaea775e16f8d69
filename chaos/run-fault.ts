import { setTimeout as sleep } from 'node:timers/promises';
import { checkHistory, type HistoryEvent, type Violation } from '@duet/testkit';
import { AGREED_MS, type Fault } from './fault.ts';
import type { FaultyPostgres } from './postgres.ts';
import { World } from './world.ts';

const MESSAGES_PER_SECOND = 40;
/** Load before the fault and after it. */
const MARGIN_MS = 1_000;

/** How a run under one fault ended. */
export interface Verdict {
  /** Messages that people sent, and how the attempts to bring them to the server ended. */
  readonly messages: number;
  readonly attempts: Readonly<Record<'ok' | 'fail' | 'info', number>>;
  readonly stored: number;
  readonly violations: readonly Violation[];
  readonly notes: readonly string[];
  /** Whether times were judged. */
  readonly machineWasOurs: boolean;
  /** From the end of the fault until a message was acknowledged that was sent after it; undefined: none was. */
  readonly recoveredMs: number | undefined;
  /** From the end of the fault until every device showed what the database holds; load went on for a second of it. */
  readonly agreedMs: number;
}

/** Runs one fault under load, waits until all has come to rest, and checks everything that happened. */
export async function runFault(
  fault: Fault,
  options: { seed: number; seconds: number; postgres?: FaultyPostgres; agreedMs?: number },
): Promise<Verdict> {
  const { seed, seconds, postgres, agreedMs = fault.agreedMs ?? AGREED_MS } = options;
  const world = await World.open(seed);
  const { history, violations } = world;
  try {
    const stopLoad = world.startLoad(MESSAGES_PER_SECOND);
    await sleep(MARGIN_MS);
    await fault.run(world, seconds, postgres!);
    const healedAt = performance.now();
    await sleep(MARGIN_MS);
    await stopLoad();
    const late = await world.rest(healedAt + agreedMs);
    const restedAt = performance.now();
    if (late.length > 0) {
      const [differ, restedMs] = [late.slice(0, 5).join(', '), Math.round(restedAt - healedAt)];
      violations.push({ promise: 'I6', says: `not after ${agreedMs} ms, but ${restedMs}: ${differ}` });
    }
    history.process('the server’s log', '')({ type: 'logged', text: world.server.log() });
    const conversations = await world.readStored();
    const count = (type: HistoryEvent['type']) =>
      history.events.filter((event) => event.type === type).length;
    return {
      messages: count('enqueue'),
      attempts: { ok: count('ok'), fail: count('fail'), info: count('info') },
      stored: conversations.reduce((sum, { lastSeq }) => sum + lastSeq, 0),
      violations: [...violations, ...checkHistory(history.events, conversations)],
      notes: world.notes,
      machineWasOurs: world.isMachineOurs(),
      recoveredMs: recovery(history.events, healedAt),
      agreedMs: restedAt - healedAt,
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
