import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { keepCertificate } from './dev-certificate.ts';
import { dataFolderOf, layGroundwork, readEnvironment, requireFreePort } from './groundwork.ts';
import { live } from './lifetime.ts';
import { programEnv, ROOT } from './program.ts';
import { answerHelp, say } from './say.ts';

const APP_PORT = 5241;
const ADMIN_PORT = 5242;

answerHelp(`
npm run dev: runs the server, the web app and the dashboard from their sources, and reloads what is changed, until Ctrl-C.
All speak TLS, as in production, with a certificate that is made for it (DUET_DATA/localhost.crt) and that your browser
asks about once.

  --plain       all without TLS, for devices that would not take the certificate

  PORT          the server's port (5240); the app is on ${APP_PORT}, the dashboard on ${ADMIN_PORT}; both pass the server's
                paths on
  DATABASE_URL  a PostgreSQL of your own; without it Duet runs one
  REDIS_URL     a Redis of your own; Duet works the same without one
  DUET_DATA     the folder for Duet's own database, images and secret (.duet)
`);

await live(async (lifetime) => {
  say();
  say(`Duet, for development${process.env['REDIS_URL'] ? '' : ': one server, without Redis'}`);
  say();
  const scheme = process.argv.includes('--plain') ? 'http' : 'https';
  const origin = `${scheme}://localhost:${APP_PORT}`;
  const { env, port } = await readEnvironment({ DEMO: 'true', LOG_LEVEL: 'info', ALLOWED_ORIGINS: origin });
  await requireFreePort('localhost', APP_PORT);
  await requireFreePort('localhost', ADMIN_PORT);
  const serverEnv = await layGroundwork(env, lifetime);
  const server = `${scheme}://localhost:${port}`;
  const tls = scheme === 'https' ? await tlsIn(dataFolderOf(env)) : {};
  keepRunning(['node', '--watch', '--watch-preserve-output', 'apps/server/src/main.ts'], '.', {
    ...serverEnv,
    ...tls,
  });
  for (const app of ['apps/mobile', 'apps/admin'])
    keepRunning(['vite', '--clearScreen', 'false'], app, { ...tls, DUET_SERVER_URL: server });
  say();
  say(
    `The app is on ${origin}, the dashboard on ${scheme}://localhost:${ADMIN_PORT}/admin/, the server on ${server}.`,
  );
  say();

  function keepRunning(
    command: [string, ...string[]],
    cwd: string,
    extra: Record<string, string | undefined>,
  ): void {
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd: join(ROOT, cwd),
      env: programEnv(extra),
      stdio: 'inherit',
    });
    const gone = once(child, 'exit');
    lifetime.add(async () => {
      child.kill('SIGTERM');
      await gone;
    });
    void gone.then(() => lifetime.end(1));
  }
});

async function tlsIn(folder: string): Promise<{ TLS_CERT_FILE: string; TLS_KEY_FILE: string }> {
  const { cert, key } = await keepCertificate(folder);
  return { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
}
