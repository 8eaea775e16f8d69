import { startTestPostgres } from './postgres.ts';

/** For vitest's `globalSetup`: a PostgreSQL before the first file, none after the last. */
export default async function setup(): Promise<() => Promise<void>> {
  const { stop } = await startTestPostgres();
  return stop;
}
