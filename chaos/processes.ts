import { readFileSync } from 'node:fs';

/** A process that shares two cores with server, database and a crowd takes up to so many times as long as alone. */
const OUR_OWN = 2;
/** On a machine that is slower than this nothing can be said about times: timers of the database's go off by chance. */
const SLOWEST = 3;

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

/** How long this process has run by now, and how long it had to wait for a core, as the kernel counts it. */
interface Share {
  readonly ran: number;
  readonly waited: number;
}

function shareSoFar(): Share {
  const [ran, waited] = readFileSync('/proc/self/schedstat', 'utf8').split(' ').map(Number);
  return { ran: ran!, waited: waited! };
}

/**
 * Begins to watch how much others keep this machine busy. The function that is returned says how many times longer
 * than alone things took since then, from 1: what must happen within a time is given so many times that. `Infinity`:
 * the machine was so busy that no time is to be judged.
 */
export function watchMachine(): () => number {
  const before = shareSoFar();
  return () => {
    const now = shareSoFar();
    const ran = now.ran - before.ran;
    return slownessOf({ ran, waited: now.waited - before.waited });
  };
}

export function slownessOf({ ran, waited }: Share): number {
  // A kernel that does not count.
  if (ran === 0) return 1;
  const times = Math.max(1, Math.floor((ran + waited) / ran / OUR_OWN));
  return times > SLOWEST ? Infinity : times;
}
