import { readFile } from 'node:fs/promises';
import type { Ratio } from './ratios.ts';
import { round, table } from './table.ts';

/** What a ratio may come to, by its name. */
export type Bounds = Readonly<Record<string, number>>;

const FILE = new URL('./bounds.json', import.meta.url);

/** The committed bounds: of ratios of processor time and memory, since those of latencies depend on the hour. */
export async function readBounds(): Promise<Bounds> {
  return JSON.parse(await readFile(FILE, 'utf8')) as Bounds;
}

/** One bound against what was measured. */
export interface Comparison {
  readonly name: string;
  readonly bound: number;
  /** Undefined when there is no such ratio in the run, which is not good. */
  readonly value: number | undefined;
  readonly good: boolean;
}

export function compareToBounds(ratios: readonly Ratio[], bounds: Bounds): Comparison[] {
  return Object.entries(bounds).map(([name, bound]) => {
    const value = ratios.find((ratio) => ratio.name === name)?.value;
    return { name, bound, value, good: value !== undefined && value <= bound };
  });
}

export function reportComparisons(comparisons: readonly Comparison[]): string {
  return table(
    ['ratio', 'at most', 'measured', ''],
    comparisons.map(({ name, bound, value, good }) => [
      ...[name, bound, value === undefined ? 'nothing' : round(value)],
      good ? 'good' : '**worse**',
    ]),
  );
}
