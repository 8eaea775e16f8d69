import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { familyBytes, familyOf, familySeconds, parseMachine, parseProcess } from './accounting.ts';

it('reads a process whose name looks like the rest of the line', () => {
  const line = '42 (a) R 1 (b)) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 5 6 7';
  expect(parseProcess(line)).toEqual({ pid: 42, parent: 7, ticks: 127 });
});

it('reads what the machine was busy with, without waiting for disks', () => {
  const stat = 'cpu  100 10 50 9000 700 5 5 30 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n';
  expect(parseMachine(stat)).toEqual({ busy: 1.7, stolen: 0.3 });
});

it('finds a process and all that came from it', () => {
  const all = [
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 1],
    [5, 9],
  ].map(([pid, parent]) => ({ pid: pid!, parent: parent!, ticks: 0 }));
  expect(familyOf(1, all).map(({ pid }) => pid)).toEqual([1, 2, 4, 3]);
});

describe.runIf(process.platform === 'linux')('of a real process', () => {
  it('the time of a child that has ended is its parent’s', async () => {
    const before = familySeconds(process.pid);
    execFileSync(process.execPath, ['-e', 'const until = Date.now() + 300; while (Date.now() < until);']);
    expect(familySeconds(process.pid) - before).toBeGreaterThan(0.05);

    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await once(child, 'spawn');
    expect(familyBytes(child.pid!)).toBeGreaterThan(2 ** 20);
    child.kill();
  });

  it('one that is not there costs nothing', () => {
    expect(familySeconds(2 ** 22 + 1)).toBe(0);
    expect(familyBytes(2 ** 22 + 1)).toBe(0);
  });
});
