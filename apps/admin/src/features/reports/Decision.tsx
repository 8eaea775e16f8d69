import type { QueuedReport } from '@duet/contract';
import { outcomeTones, outcomeWords } from '../../lib/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';

/** How a report ended, and by whom. */
export function Decision({ of: { decision } }: { of: QueuedReport }) {
  if (!decision) return <Chip label="Waits for a decision" tone="caution" />;
  return (
    <span>
      <Chip label={outcomeWords[decision.outcome]} tone={outcomeTones[decision.outcome]} />
      <br />
      <span className="faint">
        by <bdi>{decision.by.name}</bdi>, <Moment at={decision.at} />
      </span>
    </span>
  );
}
