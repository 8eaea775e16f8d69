import type { CrashResult } from './modes/crash.ts';
import type { FinderResult } from './modes/finder.ts';
import type { GrowthResult } from './modes/growth.ts';
import type { HerdResult } from './modes/herd.ts';
import type { HistoryResult } from './modes/history.ts';
import type { IdleResult } from './modes/idle.ts';
import type { InboxResult } from './modes/inbox.ts';
import type { OpenResult } from './modes/open.ts';
import type { RampResult } from './modes/ramp.ts';
import type { RateResult } from './modes/rate.ts';
import type { SoakResult } from './modes/soak.ts';

/** What was found, by mode; a mode that was not asked for is not there. */
export interface Findings {
  rate?: readonly RateResult[];
  ramp?: readonly RampResult[];
  idle?: readonly IdleResult[];
  history?: readonly HistoryResult[];
  inbox?: readonly InboxResult[];
  finder?: readonly FinderResult[];
  herd?: readonly HerdResult[];
  growth?: readonly GrowthResult[];
  crash?: readonly CrashResult[];
  soak?: readonly SoakResult[];
  open?: readonly OpenResult[];
}
export type ModeName = keyof Findings;
