import { readFileSync } from 'node:fs';

/** Long enough to be interrupted by whoever else wants to run. */
const SAMPLE_MS = 30;

/** A process and its children, as Linux lists them. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}

/** How much memory a process has in use, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}

/**
 * How many times longer than alone a program takes on this machine just now, from 1: whole times, so that our own few
 * processes do not count. What must happen within a time is given so many times that.
 */
export function slowness(): number {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  const busy = (): number => {
    const { user, system } = process.cpuUsage(used);
    return (user + system) / 1_000;
  };
  while (busy() < SAMPLE_MS);
  return Math.max(1, Math.floor((performance.now() - begun) / busy()));
}
