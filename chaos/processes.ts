import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** Of clients, server and database so many want to run at a time, for each of two cores. */
const OUR_OWN = 2;

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
 * How many times longer than alone a program takes on this machine, from 1: by how many want to run for each core, of
 * whom a few are ours. What must happen within a time is given so many times that.
 */
export function slowness(): number {
  const [load] = loadavg();
  return Math.max(1, Math.floor(load! / availableParallelism() / OUR_OWN));
}
