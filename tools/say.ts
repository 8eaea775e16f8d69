import { stdout } from 'node:process';

let unfinished = false;

/** A whole line, below whatever step is still under way. */
export function say(line = ''): void {
  if (unfinished) stdout.write('…\n');
  unfinished = false;
  stdout.write(line === '' ? '\n' : `  ${line}\n`);
}

/** Does one thing and says so while it does it: the label at once, the outcome and its time when it is done. */
export async function step<Result>(
  label: string,
  work: () => Promise<Result>,
  outcome: (result: Result) => string = () => 'ready',
): Promise<Result> {
  const name = `  ${label.padEnd(12)}`;
  const begun = performance.now();
  stdout.write(name);
  unfinished = true;
  const result = await work();
  const line = `${outcome(result)} (${seconds(performance.now() - begun)})\n`;
  stdout.write(unfinished ? line : name + line);
  unfinished = false;
  return result;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `--help`: shows what a script does and ends. */
export function answerHelp(text: string): void {
  if (!process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) return;
  stdout.write(`${text.trim()}\n`);
  process.exit(0);
}
