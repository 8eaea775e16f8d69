import { mkdtemp, open, rm } from 'node:fs/promises';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** What a run was made on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The median of one write of a page made durable, in milliseconds, where the databases are. */
  readonly fdatasyncMs: number;
}

export async function describeMachine(): Promise<Machine> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    fdatasyncMs: await measureFdatasync(),
  };
}

const SYNCS = 200;
const PAGE_BYTES = 8_192;

async function measureFdatasync(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'duet-bench-'));
  try {
    const file = await open(join(folder, 'page'), 'w');
    const page = Buffer.alloc(PAGE_BYTES, 1);
    // Like PostgreSQL's log, which is there before it is written to.
    for (let place = 0; place < SYNCS; place++) await file.write(page, 0, PAGE_BYTES, place * PAGE_BYTES);
    await file.sync();
    const times: number[] = [];
    for (let place = 0; place < SYNCS; place++) {
      const begun = performance.now();
      await file.write(page, 0, PAGE_BYTES, place * PAGE_BYTES);
      await file.datasync();
      times.push(performance.now() - begun);
    }
    await file.close();
    return times.sort((a, b) => a - b)[SYNCS / 2]!;
  } finally {
    await rm(folder, { recursive: true });
  }
}
