import type { AddressInfo } from 'node:net';
import { AppError, CLIENT_EVENTS, LIMITS, ROUTES } from '@duet/contract';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { cameFromInside, cameOverTls, readClientAddress } from './platform/client-address.ts';
import { Faults } from './platform/faults.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { Jobs } from './platform/jobs.ts';
import { IntegrationKeys } from './platform/integration-keys.ts';
import { createLogger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';
import { CloudFront } from './platform/objects/cloudfront.ts';
import { DiskStore } from './platform/objects/disk-store.ts';
import type { ObjectStore } from './platform/objects/object-store.ts';
import { S3Store } from './platform/objects/s3-store.ts';
import { OperatorError } from './platform/operator-error.ts';
import { Database } from './platform/postgres/database.ts';
import { assertLeastPrivilege } from './platform/postgres/least-privilege.ts';
import { assertMigrated } from './platform/postgres/migrate.ts';
import { RateLimiter } from './platform/rate-limiter.ts';
import { connectRedis } from './platform/redis.ts';
import { redisCache } from './platform/shared-cache.ts';
import { shareLimits } from './platform/shared-limits.ts';
import { WebSocketService } from './realtime/websocket.service.ts';

const MAX_DATABASE_CONNECTIONS = 10;
/** Entries stand in one line; the second connection has the next one's statement there when the first commits. */
const MAX_AUDIT_CONNECTIONS = 2;

export interface RunningServer {
  readonly url: string;
  readonly log: Logger;
  readonly faults: Faults;
  /** Stops taking connections, finishes what is in flight, closes the sockets, then the database. */
  close(): Promise<void>;
}

/**
 * Starts the server: it is listening and ready when this resolves.
 * @throws OperatorError when the database is away or not migrated, or the port cannot be had.
 */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLogger({
    level: config.logLevel,
    pretty: process.stdout.isTTY && !config.production,
  });
  const metrics = createMetrics();
  const faults = new Faults(log, metrics);
  const verifyOutput = !config.production;
  const { allowedOrigins } = config;

  const { databaseUrl, auditDatabaseUrl } = config;
  await assertMigrated(databaseUrl);
  if (config.production) {
    await assertLeastPrivilege({ DATABASE_URL: databaseUrl, AUDIT_DATABASE_URL: auditDatabaseUrl });
  }
  const database = new Database({
    connectionString: databaseUrl,
    max: MAX_DATABASE_CONNECTIONS,
    logger: log,
    metrics,
  });
  const auditDatabase = new Database({
    connectionString: auditDatabaseUrl,
    max: MAX_AUDIT_CONNECTIONS,
    role: 'audit',
    logger: log,
    metrics,
  });
  const redis =
    config.redisUrl === undefined
      ? undefined
      : connectRedis(config.redisUrl, { log, errors: metrics.errors });
  const objects = openObjects(config);
  const jobs = new Jobs(log, metrics.errors);
  const objectJobs = new Jobs(log, metrics.errors);
  const limiter = new RateLimiter(config.rateFactor);
  const limits = redis && shareLimits(redis, { limiter, keys: config.keys.limits });
  const { patienceFactor } = config;
  const clientAddress = readClientAddress(config.trustedProxies);
  const isSecure = config.production && !config.tls ? cameOverTls(config.trustedProxies) : undefined;
  const realtime = new WebSocketService({
    allowedOrigins,
    onlyOverTls: config.production,
    clientAddress,
    isSecure,
    limiter,
    patienceFactor,
    verifyOutput,
    log,
    metrics,
    faults,
  });
  const context = createContext({
    config,
    log,
    metrics,
    database,
    auditDatabase,
    shared: redis && redisCache(redis.commands),
    publisher: realtime,
    objects,
    jobs,
    objectJobs,
    limiter,
  });
  assertComplete(context);

  let draining = false;
  const app = await createHttpServer({
    handlers: context.routes,
    authenticator: context.authenticator,
    admins: context.admins,
    adminOrigin: config.adminOrigin,
    integrationKeys: new IntegrationKeys(config.integrationKeys),
    limiter,
    patienceFactor,
    allowedOrigins,
    clientAddress,
    tls: config.tls,
    isSecure,
    mayMeasure: config.production ? cameFromInside : () => true,
    webRoots: config,
    diskObjects: objects instanceof DiskStore ? { store: objects, maxBytes: LIMITS.imageBytes } : undefined,
    objectOrigins: objects.origins,
    framedBy: config.demoPage,
    docs: config.docs,
    assertReady: async () => {
      if (draining) throw new AppError('busy', { retryAfterMs: 1_000 });
      await database.ping();
    },
    verifyOutput,
    log,
    metrics,
    faults,
  });
  realtime.start(app.server, {
    authenticator: context.authenticator,
    handlers: context.events,
    profiles: context.profiles,
  });

  const close = async (): Promise<void> => {
    draining = true;
    log.info('stopping');
    await Promise.all([app.close(), realtime.close(), jobs.stop(), objectJobs.stop()]);
    context.imageDecoder.close();
    limits?.close();
    redis?.close();
    await Promise.all([database.close(), auditDatabase.close()]);
    log.info('stopped');
  };
  try {
    // Before the first socket: commits are followed from before anybody can miss one.
    jobs.start();
    objectJobs.start();
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await close();
    throw new OperatorError(
      `Nothing can listen on ${config.host}:${config.port}: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  const { port } = app.server.address() as AddressInfo;
  const url = `${config.tls ? 'https' : 'http'}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info({ url }, 'listening');
  return { url, log, faults, close };
}

function openObjects({ objects, keys }: Config): ObjectStore {
  if ('folder' in objects) return new DiskStore(objects.folder, keys.objects);
  return new S3Store(objects.bucket, objects.cdn && new CloudFront(objects.cdn));
}

/** TypeScript says the same; this holds where somebody has silenced it. */
function assertComplete({ routes, events }: Context): void {
  const missing = [
    ...Object.keys(ROUTES).filter((name) => !Object.hasOwn(routes, name)),
    ...Object.keys(CLIENT_EVENTS).filter((name) => !Object.hasOwn(events, name)),
  ];
  if (missing.length > 0) throw new Error(`Nothing handles ${missing.join(', ')}.`);
}
