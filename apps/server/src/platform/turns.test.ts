import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Work that ends when it is told to. */
function work(name: string, begun: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = () => {
    begun.push(name);
    return promise;
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

describe('Turns', () => {
  it('begins what is first at once, and the next when that has ended', async () => {
    const turns = new Turns();
    const begun: string[] = [];
    const [first, second] = [work('first', begun), work('second', begun)];
    const answers = [turns.take('a', first.run), turns.take('a', second.run)];
    expect(begun).toEqual(['first']);
    second.end();
    first.end();
    expect(await Promise.all(answers)).toEqual(['first', 'second']);
    expect(begun).toEqual(['first', 'second']);
    expect(turns.isTaken('a')).toBe(false);
  });

  it('goes on after what failed', async () => {
    const turns = new Turns();
    const [first, second] = [work('first', []), work('second', [])];
    const failing = turns.take('a', first.run);
    const next = turns.take('a', second.run);
    second.end();
    first.fail();
    await expect(failing).rejects.toThrow('first');
    expect(await next).toBe('second');
  });

  it('keeps keys apart', () => {
    const turns = new Turns();
    const begun: string[] = [];
    void turns.take('a', work('first', begun).run);
    void turns.take('b', work('second', begun).run);
    expect(begun).toEqual(['first', 'second']);
    expect([turns.isTaken('b'), turns.isTaken('c')]).toEqual([true, false]);
  });
});
