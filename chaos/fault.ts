import type { Means } from './means.ts';
import type { FaultyPostgres } from './postgres.ts';
import type { World } from './world.ts';

/** Something that goes wrong while people write. */
export interface Fault {
  readonly name: string;
  /** What happens, for people who read the report. */
  readonly title: string;
  /** What the fault is made with and not every machine has; it is skipped where one of these is missing. */
  readonly needs?: readonly Means[];
  /** How long after its end the devices may take to agree with the server, where that is not `AGREED_MS` (I6). */
  readonly agreedMs?: number;
  /** Lets it happen for about so many seconds; it is over when this resolves. */
  run(world: World, seconds: number, postgres: FaultyPostgres): Promise<void>;
}

/** Within this after a fault, every device shows what the database holds. */
export const AGREED_MS = 5_000;
