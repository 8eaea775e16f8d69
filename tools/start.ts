import { readConfig } from '@duet/server/config.ts';
import { startServer } from '@duet/server/server.ts';
import { layGroundwork, requireFreePort } from './groundwork.ts';
import { live } from './lifetime.ts';
import { answerHelp, say, step } from './say.ts';
import { ensureWebApp, WEB_ROOT } from './web-app.ts';

answerHelp(`
npm start: runs Duet on this machine, with a demo marketplace, until Ctrl-C.

  PORT          the port to serve on (5240)
  HOST          the address to listen on (127.0.0.1: this machine only)
  DATABASE_URL  a PostgreSQL of your own; without it Duet runs one
  DUET_DATA     the folder for Duet's own database and secret (.duet)
  DUET_SECRET   the secret all keys are derived from; without it one is made and kept
  LOG_LEVEL     trace, debug, info, warn (the default here) or error
`);

await live(async (lifetime) => {
  say();
  say('Duet');
  say();
  const env = { DEMO: 'true', LOG_LEVEL: 'warn', WEB_ROOT, ...process.env };
  // Refuses bad values and a taken port before the slow work.
  const { host, port } = readConfig({
    DATABASE_URL: 'postgres://localhost/duet',
    DUET_SECRET: '0'.repeat(64),
    ...env,
  });
  await requireFreePort(host, port);

  const groundwork = await layGroundwork(lifetime);
  await step('Web app', ensureWebApp, (done) => done);
  lifetime.check();
  const server = await step('Server', () => startServer(readConfig({ ...env, ...groundwork })));
  lifetime.add(() => server.close());

  say();
  say(`Open ${server.url} and sign in with the password duet-demo as`);
  say();
  say('  alice@duet.example   a customer');
  say('  bruno@duet.example   an artist');
  say('  ada@duet.example     the admin');
  say();
  say('Ctrl-C stops everything.');
  say();
});
