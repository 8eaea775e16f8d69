import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export interface Outcome {
  readonly code: number;
  /** What it wrote, errors included, in order. */
  readonly output: string;
}

/** The environment with this project's programs first, as npm makes it: `vite` is ours, `node` is Node 24. */
export function programEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const bin = resolve(ROOT, 'node_modules/.bin');
  return { ...process.env, ...extra, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
}

/** Runs a program to its end from the root of the project, or from `cwd`, without input. Killed is code 1. */
export async function run(
  command: readonly [string, ...string[]],
  options: { cwd?: string; env?: Record<string, string>; show?: boolean } = {},
): Promise<Outcome> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: resolve(ROOT, options.cwd ?? '.'),
    env: programEnv(options.env),
    stdio: options.show === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? 1, output };
  } catch (error) {
    return { code: 1, output: `${program}: ${(error as Error).message}\n` };
  }
}
