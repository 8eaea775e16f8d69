import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installDebianPackages } from '../tools/debian-packages.ts';

const run = promisify(execFile);
/** What `timeout` says of a program that it had to end. */
const TIMED_OUT = 124;
export const QUIETLY = ['--quiet=all', '--output=/dev/null'];

/** A file system of bounded size under PostgreSQL; slow system calls; a false clock; memory that runs out. */
export type Means = 'small disk' | 'strace' | 'libfaketime' | 'memory limit';

/** Why a fault cannot be made on this machine; undefined when it can. Installs what it may. */
export async function obstacleTo(means: Means): Promise<string | undefined> {
  switch (means) {
    case 'small disk': {
      const folder = await mkdtemp(join(tmpdir(), 'duet-disk-'));
      try {
        await mountSmallDisk(folder, 1);
        await unmount(folder);
        return undefined;
      } catch {
        return 'a file system can be mounted by root only';
      } finally {
        await rm(folder, { recursive: true });
      }
    }
    case 'strace': {
      if (!(await installDebianPackages(['strace'], 'Some faults'))) return 'strace is not installed';
      // A process that is not its child, as PostgreSQL will not be. It is attached as long as it is let.
      return run('timeout', ['0.5', 'strace', ...QUIETLY, '--trace=none', `--attach=${process.pid}`]).then(
        () => undefined,
        ({ code }: { code: number }) =>
          code === TIMED_OUT ? undefined : 'this system does not let one process trace another',
      );
    }
    case 'libfaketime':
      if (!(await installDebianPackages(['libfaketime'], 'Some faults')))
        return 'libfaketime is not installed';
      return existsSync(fakeTimeLibrary()) ? undefined : `there is no ${fakeTimeLibrary()}`;
    case 'memory limit':
      return limitMemory(2 ** 30).then(
        async (group) => {
          await group.remove();
          return undefined;
        },
        () => 'a control group for memory can be made by root only',
      );
  }
}

/** A control group of Linux, whose processes may take so much memory beside what they had when they came. */
export interface MemoryLimit {
  /** What it takes from now on counts; when it is too much, the kernel kills it. */
  put(pid: number): Promise<void>;
  /** To be called when every process in it has ended. */
  remove(): Promise<void>;
}

/** Makes a control group, of version 2 where there is one for memory, else of version 1. */
export async function limitMemory(bytes: number): Promise<MemoryLimit> {
  const isNewer = existsSync('/sys/fs/cgroup/cgroup.controllers');
  const root = isNewer ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
  const group = join(root, `duet-chaos-${process.pid}`);
  if (isNewer) await writeFile(join(root, 'cgroup.subtree_control'), '+memory');
  await mkdir(group);
  await writeFile(join(group, isNewer ? 'memory.max' : 'memory.limit_in_bytes'), String(bytes));
  return {
    put: (pid) => writeFile(join(group, 'cgroup.procs'), String(pid)),
    remove: () => rmdir(group),
  };
}

/** Puts a file system of so many megabytes onto a folder, everything in memory. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<void> {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}M,mode=0700`, 'duet', folder]);
}

export async function unmount(folder: string): Promise<void> {
  await run('umount', [folder]);
}

/** Where Debian has it. */
export function fakeTimeLibrary(): string {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`;
}
