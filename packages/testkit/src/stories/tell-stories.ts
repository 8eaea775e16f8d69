import fc from 'fast-check';
import type { QueueFactory } from '../phone.ts';
import { anyCommand } from './commands.ts';
import { Model } from './model.ts';
import type { Stage } from './stage.ts';
import { World } from './world.ts';

const LONGEST_STORY = 40;
const SHORTENING_MS = 120_000;

/** The stories of a seed, or, with what a failure has named, one of them again. */
export interface Telling {
  readonly seed: number;
  readonly runs: number;
  readonly path?: string | undefined;
  readonly replayPath?: string | undefined;
  /** How long a shorter story is looked for once one has ended badly; by default two minutes. */
  readonly shorteningMs?: number;
  /** Another queue than the real one: a wrong one, to see that it is found out. */
  readonly queue?: QueueFactory;
}

/** A story that ended badly, as short as could be found. */
export interface BadStory {
  readonly lines: readonly string[];
  /** What was wrong in the end. */
  readonly wrong: readonly string[];
  /** The options of `npm run stories` that tell it again. */
  readonly again: string;
}

/** Plays stories on a stage until one ends badly, and then looks for a shorter one that does. */
export async function tellStories(stage: Stage, telling: Telling): Promise<BadStory | undefined> {
  const { seed, runs, path, replayPath, queue, shorteningMs = SHORTENING_MS } = telling;
  // fast-check shortens a story from its beginning and keeps its last line; this shortens it from its end.
  const length = fc.noBias(fc.nat({ max: LONGEST_STORY }));
  const stories = fc.commands([anyCommand], {
    maxCommands: LONGEST_STORY,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
  let end = Infinity;
  const property = fc.asyncProperty(length, stories, async (count, commands) => {
    // Enough looked for: whatever is left passes, so that the shortest so far stands.
    if (performance.now() > end) return;
    await tell(stage, Iterator.from(commands).take(count), queue).catch((error: unknown) => {
      end = Math.min(end, performance.now() + shorteningMs);
      throw error;
    });
  });
  const details = await fc.check(property, { seed, numRuns: runs, ...(path !== undefined && { path }) });
  if (!details.failed) return undefined;
  if (!(details.errorInstance instanceof BadEnd)) throw details.errorInstance;
  const { lines, wrong } = details.errorInstance;
  const [, replay] = /replayPath=\\?"(.*?)\\?"/.exec(fc.stringify(details.counterexample)) ?? [];
  return { lines, wrong, again: `--seed ${seed} --path ${details.counterexamplePath} --replay ${replay}` };
}

class BadEnd extends Error {
  readonly lines: readonly string[];
  readonly wrong: readonly string[];

  constructor(lines: readonly string[], wrong: readonly string[], options?: ErrorOptions) {
    super(wrong.join('\n'), options);
    this.lines = lines;
    this.wrong = wrong;
  }
}

/** Plays one story, lets all heal and come to rest, and looks at how it ended. Throws `BadEnd` only. */
async function tell(
  stage: Stage,
  commands: Iterable<fc.AsyncCommand<Model, World>>,
  queue?: QueueFactory,
): Promise<void> {
  const world = await World.open(stage, queue);
  const model = new Model();
  let wrong: readonly string[] = [];
  try {
    await fc.asyncModelRun(() => ({ model, real: world }), commands);
    await world.heal(model);
    const differences = await world.rest(model);
    wrong = [...differences, ...(await world.judge(model))];
  } catch (error) {
    throw new BadEnd(world.story, [String(error)], { cause: error });
  } finally {
    await world.close();
    if (!model.serverUp) await stage.server.restart();
  }
  if (wrong.length > 0) throw new BadEnd(world.story, wrong);
}
