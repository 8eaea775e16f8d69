import { openDuet } from './openDuet.ts';
import { serverUrl } from './serverUrl';

/** The app's one client, with its one queue. */
export const client = openDuet({ serverUrl });
