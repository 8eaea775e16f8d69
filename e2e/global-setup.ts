import { startTestPostgres } from '@duet/testkit';
import { ensureWebApp } from '../tools/web-app.ts';

/** The web app, built if it is stale, and a PostgreSQL for as long as the tests run. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureWebApp();
  const { stop } = await startTestPostgres();
  return stop;
}
