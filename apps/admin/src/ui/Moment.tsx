import { dateOf, timeOf } from '../lib/moments.ts';

/** A moment in the viewer's zone; a pointer over it shows it in UTC. `words` stands for how it is written. */
export function Moment({ at, words }: { at: string; words?: string }) {
  return (
    <time className="number" dateTime={at} title={at}>
      {words ?? (
        <>
          <span className="unbroken">{dateOf(at)},</span> <span className="unbroken">{timeOf(at)}</span>
        </>
      )}
    </time>
  );
}
