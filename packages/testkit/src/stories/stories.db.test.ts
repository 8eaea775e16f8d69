import { memoryStorage, OfflineMessageQueue } from '@duet/chat-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';
import { tellStories, type BadStory } from './tell-stories.ts';

/** `npm run stories` sets these. */
const { STORIES_SEED, STORIES_RUNS, STORIES_PATH: path, STORIES_REPLAY: replayPath } = process.env;
const seed = Number(STORIES_SEED ?? 1);
const runs = Number(STORIES_RUNS ?? 8);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 60_000);
afterAll(() => stage.close());

describe('two people with two devices each', () => {
  it(
    `see the same in the end, whatever happens (${runs} stories)`,
    { timeout: 300_000 + runs * 30_000 },
    async () => {
      const bad = await tellStories(stage, { seed, runs, path, replayPath });
      expect(bad, bad && told(bad)).toBeUndefined();
    },
  );

  it(
    'miss what they wrote when their queue is not on the disk, and a few lines tell how',
    { timeout: 600_000 },
    async () => {
      const bad = await tellStories(stage, {
        seed: 2,
        runs: 40,
        shorteningMs: Infinity,
        queue: (options) => new OfflineMessageQueue({ ...options, storage: memoryStorage() }),
      });
      expect(bad?.wrong.join()).toContain('is not there');
      expect(bad?.lines.length).toBeLessThanOrEqual(4);
      expect(bad?.lines.at(-1)).toMatch(/the app is killed$/);
    },
  );
});

function told({ lines, wrong, again }: BadStory): string {
  const story = lines.map((line) => `  ${line}`);
  return ['', ...story, '', 'and then:', ...wrong, '', `npm run stories -- ${again}`].join('\n');
}
