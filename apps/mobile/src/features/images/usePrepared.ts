import type { OutgoingPicture } from '@duet/chat-client';
import { useEffect, useRef, useState } from 'react';
import { PictureProblem, type Picked, type PictureFault } from './picked.ts';
import { preparePicture } from './preparePicture';

/** What has become of a picture that was chosen; neither while it is being made ready. */
export interface Prepared {
  readonly picked: Picked;
  readonly ready?: OutgoingPicture;
  readonly problem?: PictureFault;
}

/** Makes pictures ready to be sent, one after the other: each takes all the memory that it would on a screen. */
export function usePrepared(picked: readonly Picked[]): Prepared[] {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<Picked, Omit<Prepared, 'picked'>>>(new Map());
  const begun = useRef(new Set<Picked>());
  const last = useRef(Promise.resolve());
  useEffect(() => {
    for (const one of picked.filter((other) => !begun.current.has(other))) {
      begun.current.add(one);
      last.current = last.current.then(async () => {
        const outcome = await preparePicture(one).then(
          (ready) => ({ ready }),
          (error: unknown): { problem: PictureFault } => ({
            problem: error instanceof PictureProblem ? error.fault : 'unreadable',
          }),
        );
        setOutcomes((known) => new Map(known).set(one, outcome));
      });
    }
  }, [picked]);
  return picked.map((one) => ({ picked: one, ...outcomes.get(one) }));
}
