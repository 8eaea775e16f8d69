import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { takePort } from './port.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** Whether Debian's Ceph is installed, which speaks S3. */
export const hasCeph = ['radosgw', 'ceph-mon', 'ceph-osd'].every((name) => existsSync(`/usr/bin/${name}`));

/** An S3 of a test's own, in memory, with one empty bucket. */
export interface TestS3 {
  readonly bucket: {
    bucket: string;
    endpoint: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  /** The same, as a server's environment. */
  readonly env: Record<string, string>;
  /** The keys of all objects. */
  list(): Promise<string[]>;
  /** It answers nobody until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts a monitor, one store in memory and the gateway: some 10 s. */
export async function startTestS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'duet-ceph-'));
  const [monitor, gateway] = [await takePort(), await takePort()];
  const config = join(folder, 'ceph.conf');
  const keyring = join(folder, 'keyring');
  const monitors = `v2:127.0.0.1:${monitor.port}`;
  const fsid = randomUUID();
  await writeFile(config, toConfig({ folder, keyring, monitors, fsid, port: gateway.port }));
  for (const name of ['mon', 'osd']) await mkdir(join(folder, name));
  await run('ceph-authtool', ['--create-keyring', keyring]);
  for (const [name, services] of Object.entries(KEYS)) {
    const caps = services.flatMap((service) => ['--cap', service, 'allow *']);
    await run('ceph-authtool', [keyring, '--gen-key', '--name', name, ...caps]);
  }
  const map = join(folder, 'monmap');
  await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[${monitors}]`, map]);
  await run('ceph-mon', ['-c', config, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring]);

  const children: ChildProcess[] = [];
  let log = '';
  const start = (program: string, ...args: string[]): ChildProcess => {
    const child = spawn(program, ['-c', config, ...args, '-f'], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
    children.push(child);
    return child;
  };
  // A runner that is ended by force takes them along.
  const onExit = (): void => children.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', onExit);

  const admin = async (program: string, ...args: string[]): Promise<void> => {
    await run(program, ['-c', config, '--keyring', keyring, ...args], { timeout: 30_000 });
  };
  const credentials = { accessKeyId: 'DUETTEST', secretAccessKey: 'secret-of-the-test' };
  const endpoint = `http://127.0.0.1:${gateway.port}`;
  const bucket = { bucket: 'duet', endpoint, region: 'default', ...credentials };
  try {
    start('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    await admin('ceph', 'osd', 'new', osd);
    await run('ceph-osd', ['-c', config, '-i', '0', '--mkfs', '--osd-uuid', osd, '--keyring', keyring]);
    start('ceph-osd', '-i', '0', '--keyring', keyring);
    start('radosgw', '-n', 'client.rgw', '--keyring', keyring);
    await until(() => fetch(endpoint).then(({ ok }) => ok), { timeout: 60_000 });
    const { accessKeyId, secretAccessKey } = credentials;
    await admin(
      ...(['radosgw-admin', 'user', 'create', '--uid=duet', '--display-name=duet'] as const),
      ...[`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`],
    );
    await ask(bucket, 'PUT', '');
  } catch (error) {
    onExit();
    throw new Error(`Ceph does not get ready:\n${log}`, { cause: error });
  }
  const radosgw = children.at(-1)!;
  return {
    bucket,
    env: {
      S3_BUCKET: bucket.bucket,
      S3_ENDPOINT: bucket.endpoint,
      S3_REGION: bucket.region,
      S3_ACCESS_KEY_ID: bucket.accessKeyId,
      S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
    },
    async list() {
      const listed = await (await ask(bucket, 'GET', '')).text();
      return [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key!);
    },
    pause: () => void radosgw.kill('SIGSTOP'),
    resume: () => void radosgw.kill('SIGCONT'),
    async stop() {
      const ended = Promise.all(children.map((child) => once(child, 'exit')));
      onExit();
      await ended;
      process.off('exit', onExit);
      for (const { release } of [monitor, gateway]) release();
      await rm(folder, { recursive: true });
    },
  };
}

/** Who there is, and of which services they may ask everything. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'mon.': ['mon'],
  'client.admin': ['mon', 'osd', 'mgr'],
  'osd.0': ['mon', 'osd'],
  'client.rgw': ['mon', 'osd'],
};

function toConfig(of: {
  folder: string;
  keyring: string;
  monitors: string;
  fsid: string;
  port: number;
}): string {
  return `
[global]
fsid = ${of.fsid}
mon host = [${of.monitors}]
mon initial members = a
public network = 127.0.0.0/8
keyring = ${of.keyring}
mon data = ${of.folder}/mon
osd data = ${of.folder}/osd
run dir = ${of.folder}
admin socket = ${of.folder}/$name.asok
log file = ${of.folder}/$name.log
crash dir = ${of.folder}
auth allow insecure global id reclaim = true
mon allow pool size one = true
mon warn on pool no redundancy = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824

[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${of.port}
rgw thread pool size = 16
`;
}

/** Asks by S3's oldest signature, which is none of ours. */
async function ask(
  { bucket, endpoint, ...of }: TestS3['bucket'],
  method: string,
  key: string,
): Promise<Response> {
  const path = `/${bucket}/${key}`;
  const date = new Date().toUTCString();
  const signature = createHmac('sha1', of.secretAccessKey)
    .update(`${method}\n\n\n${date}\n${path}`)
    .digest('base64');
  const authorization = `AWS ${of.accessKeyId}:${signature}`;
  const response = await fetch(endpoint + path, { method, headers: { date, authorization } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
