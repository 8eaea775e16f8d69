import { startTestPostgres } from '@duet/testkit';
import { ADMIN_APP, ensureWebApp } from '../tools/web-app.ts';

/** The web apps, built if they are stale, and a PostgreSQL for as long as the tests run. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureWebApp();
  await ensureWebApp(ADMIN_APP);
  const { stop } = await startTestPostgres();
  return stop;
}
