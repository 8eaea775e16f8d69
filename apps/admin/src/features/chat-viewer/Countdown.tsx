import { toClock } from '../../lib/moments.ts';
import { useNow } from '../../lib/useNow.ts';

const SOON_MS = 5 * 60_000;

/** How long a conversation stays open. Who listens is told once, when it ends soon. */
export function Countdown({ until }: { until: string }) {
  const left = Date.parse(until) - useNow();
  const endsSoon = left < SOON_MS;
  return (
    <>
      <span className={endsSoon ? 'number fault' : 'number'} role="timer" data-testid="countdown">
        {toClock(left)} left
      </span>
      <span className="unseen" role="status">
        {endsSoon && 'Less than five minutes are left.'}
      </span>
    </>
  );
}
