import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts processor time in: USER_HZ, the same on every machine we run on. */
const TICKS_PER_SECOND = 100;

/** Processor time in seconds, since whatever began. */
export type Seconds = number;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Its own, and that of its children that have ended and were waited for. */
  readonly ticks: number;
}

/**
 * Processor time of a process and all that came from it, the ended ones included: a process that starts many short
 * ones, as PostgreSQL does, inherits theirs.
 */
export function familySeconds(pid: number, all = listProcesses()): Seconds {
  const ticks = familyOf(pid, all).reduce((sum, process) => sum + process.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

/** Processor time that the whole machine was busy, ours and all others', and what a host took from us. */
export function machineSeconds(): { busy: Seconds; stolen: Seconds } {
  return parseMachine(readFileSync('/proc/stat', 'utf8'));
}

/** Resident memory in bytes: of shared pages each process counts its share. */
export function familyBytes(pid: number): number {
  return familyOf(pid, listProcesses()).reduce((sum, { pid: member }) => sum + proportionalBytes(member), 0);
}

export function listProcesses(): ProcessTimes[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readIfThere(`/proc/${name}/stat`);
    return stat === undefined ? [] : [parseProcess(stat)];
  });
}

/** One line of `/proc/<pid>/stat`. A program's name may hold blanks and brackets. */
export function parseProcess(stat: string): ProcessTimes {
  const rest = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent] = rest;
  // utime, stime, cutime, cstime: fields 14 to 17 of the line, of which two stand before the rest.
  const ticks = rest.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { pid: Number.parseInt(stat), parent: parent!, ticks };
}

/** The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
export function parseMachine(stat: string): { busy: Seconds; stolen: Seconds } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/ +/)
    .slice(1)
    .map(Number);
  return {
    busy: (user + nice + system + irq + softirq) / TICKS_PER_SECOND,
    stolen: steal / TICKS_PER_SECOND,
  };
}

export function familyOf(pid: number, all: readonly ProcessTimes[]): ProcessTimes[] {
  const members = all.filter((process) => process.pid === pid);
  // Grows while it is walked through.
  for (const { pid: parent } of members) members.push(...all.filter((process) => process.parent === parent));
  return members;
}

function proportionalBytes(pid: number): number {
  const rollup = readIfThere(`/proc/${pid}/smaps_rollup`) ?? '';
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1_024;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
