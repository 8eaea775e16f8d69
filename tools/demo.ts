import { openShow } from '../demo/show.ts';
import { openStage } from '../demo/stage.ts';
import { layGroundwork, readEnvironment, requireFreePort } from './groundwork.ts';
import { live } from './lifetime.ts';
import { answerHelp, say, step } from './say.ts';
import { ensureWebApp, WEB_ROOT } from './web-app.ts';

answerHelp(`
npm run demo: two people side by side on one page, each with a network as bad as you like, until Ctrl-C.

Both use the app as it is, each through a line of their own to the server; what you set on the page is done to these
lines. Under the two stands what became of everything they wrote, as the database has it.

  PORT          the port of the page (5250); the two lines take the next two
  DATABASE_URL  a PostgreSQL of your own; without it Duet runs one
  DUET_DATA     the folder for Duet's own database, images and secret (.duet, as for npm start: one of the two at a time)
`);

await live(async (lifetime) => {
  say();
  say('Duet, side by side');
  say();
  const { env, port } = await readEnvironment({ PORT: '5250', DEMO: 'true', LOG_LEVEL: 'warn' });
  const ports = { alice: port + 1, bruno: port + 2 };
  for (const line of Object.values(ports)) await requireFreePort('127.0.0.1', line);
  const { DATABASE_URL, AUDIT_DATABASE_URL, DUET_SECRET, OBJECTS_FOLDER } = await layGroundwork(
    env,
    lifetime,
  );
  const serverEnv = {
    ...{ NODE_ENV: 'development', LOG_LEVEL: 'warn', RATE_FACTOR: '1', WEB_ROOT },
    ...{ DATABASE_URL: DATABASE_URL!, AUDIT_DATABASE_URL: AUDIT_DATABASE_URL ?? DATABASE_URL! },
    ...(DUET_SECRET !== undefined && { DUET_SECRET }),
    ...(OBJECTS_FOLDER !== undefined && { OBJECTS_FOLDER }),
  };
  await step('Web app', ensureWebApp, (done) => done);
  lifetime.check();
  const show = await openShow(port);
  lifetime.add(() => show.close());
  const stage = await step('Server', () =>
    openStage({ databaseUrl: DATABASE_URL!, env: serverEnv, page: show.url, ports }),
  );
  lifetime.add(() => stage.close());
  await show.present(stage);
  say();
  say(`Open ${show.url}: Alice and Bruno are signed in. Take one of them offline, write as both, come back.`);
  say();
  say('Ctrl-C stops everything.');
  say();
});
