import { readFileSync } from 'node:fs';

/** A process that shares two cores with server, database and a crowd takes up to so many times as long as alone. */
const MOST_TIMES = 3;

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
 * Begins to watch how much others keep this machine busy. The function that is returned says whether it was ours, so
 * that what took too long since then did so by our fault. Where it was not, a time says nothing: it is not only that
 * all takes longer, but that timers of two seconds go off by chance, and that more piles up than in five.
 */
export function watchMachine(): () => boolean {
  const before = shareSoFar();
  return () => {
    const now = shareSoFar();
    return isOurs({ ran: now.ran - before.ran, waited: now.waited - before.waited });
  };
}

/** A kernel that does not count is believed. */
export function isOurs({ ran, waited }: Share): boolean {
  return ran + waited <= ran * MOST_TIMES;
}
