import type { FaultyPostgres } from './postgres.ts';
import type { World } from './world.ts';

/** Something that goes wrong while people write. */
export interface Fault {
  readonly name: string;
  /** What happens, for people who read the report. */
  readonly title: string;
  /** Lets it happen for about so many seconds; it is over when this resolves. */
  run(world: World, seconds: number, postgres: FaultyPostgres): Promise<void>;
}
