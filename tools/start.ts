import { readConfig } from '@duet/server/config.ts';
import { guardProcess } from '@duet/server/platform/process-guard.ts';
import { startServer } from '@duet/server/server.ts';
import { layGroundwork, readEnvironment } from './groundwork.ts';
import { live } from './lifetime.ts';
import { answerHelp, say, step } from './say.ts';
import { ADMIN_APP, ADMIN_ROOT, ensureWebApp, WEB_ROOT } from './web-app.ts';

answerHelp(`
npm start: runs Duet on this machine, with a demo marketplace, until Ctrl-C.

  PORT          the port to serve on (5240)
  HOST          the address to listen on (127.0.0.1: this machine only)
  DATABASE_URL  a PostgreSQL of your own; without it Duet runs one
  MIGRATE_DATABASE_URL, AUDIT_DATABASE_URL
                the same for its owner, and for the role that adds to the
                audit log; without them DATABASE_URL is the owner's
  DUET_DATA     the folder for Duet's own database, images and secret (.duet)
  DUET_SECRET   the secret all keys are derived from; without it one is made and kept
  S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT
                a bucket for images instead of a folder; S3_ENDPOINT is for one
                that is not Amazon's
  CLOUDFRONT_URL, CLOUDFRONT_KEY_PAIR_ID, CLOUDFRONT_PRIVATE_KEY
                the CDN that images are read from
  TRUSTED_PROXIES
                addresses and networks of your proxies, comma between: only these
                are believed (X-Forwarded-For) whom they were asked by
  AUDIT_ANCHORS the file that is told where the audit log ends (in DUET_DATA)
  ADMIN_ORIGIN  where alone administrators are let in, such as https://admin.example
  RETENTION_DAYS
                for how many days messages are kept; without it, for good
  CONTACT_POLICY
                what becomes of phone numbers and the like until a booking is
                accepted: off, warn (both are told) or mask (the other does not
                see them)
  NEW_ACCOUNT_DAYS, NEW_ACCOUNT_CONVERSATIONS
                for how many days an account is new (7), and how many
                conversations it may begin a day meanwhile (50)
  LOG_LEVEL     trace, debug, info, warn (the default here) or error
`);

await live(async (lifetime) => {
  say();
  say('Duet');
  say();
  const { env, host, port } = await readEnvironment({
    DEMO: 'true',
    LOG_LEVEL: 'warn',
    WEB_ROOT,
    ADMIN_ROOT,
  });
  const serverEnv = await layGroundwork(env, lifetime);
  await step(
    'Web app',
    () => ensureWebApp(),
    (done) => done,
  );
  lifetime.check();
  await step(
    'Dashboard',
    () => ensureWebApp(ADMIN_APP),
    (done) => done,
  );
  lifetime.check();
  const server = await step('Server', () => startServer(readConfig(serverEnv)));
  lifetime.add(() => server.close());
  guardProcess(server, () => void lifetime.end(1));
  // As in the server's own main: a promise that nobody awaited is counted and logged, and the process stays.
  process.on('unhandledRejection', (error) => server.faults.report('process', error));

  const here = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host);
  say();
  say(`Open ${here ? `http://localhost:${port}` : server.url} and sign in with the password duet-demo as`);
  say();
  say('  alice@duet.example   a customer');
  say('  bruno@duet.example   an artist');
  say();
  say('Administrators use the dashboard, at /admin:');
  say();
  say('  ada@duet.example     the owner');
  say();
  say('Ctrl-C stops everything.');
  say();
});
