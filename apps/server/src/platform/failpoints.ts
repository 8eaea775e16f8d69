/** Places where a process can be made to fail, between two steps of which the first cannot be taken back. */
export const FAILPOINTS = ['commit-publish', 'commit-ack'] as const;
type FailpointName = (typeof FAILPOINTS)[number];

/** What happens at a place, the `hit`th time it is passed and never again. */
export interface Failpoint {
  readonly name: FailpointName;
  readonly action: 'kill' | 'throw';
  readonly hit: number;
}

/** Called where a failpoint is: mostly nothing. */
export type PassFailpoint = (name: FailpointName) => void;

/** For tests of crashes: what `DUET_FAILPOINTS` says happens where it says. Undefined, and so free, without any. */
export function armFailpoints(failpoints: readonly Failpoint[]): PassFailpoint | undefined {
  if (failpoints.length === 0) return undefined;
  const passed = new Map<FailpointName, number>();
  return (name) => {
    const times = (passed.get(name) ?? 0) + 1;
    passed.set(name, times);
    const due = failpoints.find((failpoint) => failpoint.name === name && failpoint.hit === times);
    if (due?.action === 'kill') process.kill(process.pid, 'SIGKILL');
    if (due?.action === 'throw') throw new Error(`Failpoint ${name}, hit ${times}.`);
  };
}
