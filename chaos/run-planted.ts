import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Violation } from '@duet/testkit';
import { plant } from './plant.ts';
import type { PlantedBug } from './planted-bugs.ts';

/** What a run of the copy has found, or why it could not say. */
export type Finding = { readonly violations: readonly Violation[] } | { readonly error: string };

/** Plants a bug in a copy of the sources, runs its fault there, and answers what was found. */
export async function runPlanted(
  { edits, fault }: PlantedBug,
  { seed, seconds }: { seed: number; seconds: number },
): Promise<Finding> {
  const copy = await plant(edits);
  try {
    const child = fork(join(copy, 'chaos/planted-process.ts'), [fault, String(seed), String(seconds)], {
      cwd: copy,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let finding: Finding = { error: 'it ended without a word' };
    child.on('message', (told) => (finding = told as Finding));
    await once(child, 'exit');
    return finding;
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** The violation that gives a planted bug away; undefined when nobody has seen it. */
export function proofOf({ foundBy }: PlantedBug, finding: Finding): Violation | undefined {
  return 'violations' in finding ? finding.violations.find(({ promise }) => promise === foundBy) : undefined;
}
