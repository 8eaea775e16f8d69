import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCeph, startTestS3 } from '@duet/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServers, startHttp } from '../http/http-server.fixture.ts';
import { DiskStore } from './disk-store.ts';
import type { ObjectStore, UploadForm } from './object-store.ts';
import { S3Store } from './s3-store.ts';

// Both stores keep the same promises; Debian's Ceph stands here for every S3, and says what ours has to refuse.

interface Stage {
  readonly store: ObjectStore;
  /** The same, with another secret. */
  readonly forger: ObjectStore;
  /** What addresses of the store are relative to. */
  readonly url: string;
  list(): Promise<string[]>;
  close(): Promise<void>;
}

const MAX = 100_000;
const bytes = randomBytes(50_000);
const inTime = () => new Date(Date.now() + 60_000);

async function openDisk(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'duet-objects-'));
  const store = new DiskStore(folder, [randomBytes(32)]);
  const { app } = await startHttp({ diskObjects: { store, maxBytes: MAX } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    store,
    forger: new DiskStore(folder, [randomBytes(32)]),
    url: `http://127.0.0.1:${port}`,
    async list() {
      const found = await readdir(folder, { recursive: true, withFileTypes: true });
      return found
        .filter((one) => one.isFile())
        .map(({ name, parentPath }) => join(parentPath, name).slice(folder.length + 1));
    },
    async close() {
      await closeServers();
      await rm(folder, { recursive: true });
    },
  };
}

async function openS3(): Promise<Stage> {
  const s3 = await startTestS3();
  return {
    store: new S3Store(s3.bucket),
    forger: new S3Store({ ...s3.bucket, secretAccessKey: 'guessed' }),
    url: s3.bucket.endpoint,
    list: () => s3.list(),
    close: () => s3.stop(),
  };
}

const STORES: [string, boolean, () => Promise<Stage>][] = [
  ['a folder', true, openDisk],
  ['S3', hasCeph, openS3],
];

for (const [name, isThere, open] of STORES) {
  describe.skipIf(!isThere)(`objects in ${name}`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await open();
    }, 90_000);
    afterAll(() => stage?.close(), 30_000);

    const formFor = (key: string, until = inTime()) =>
      stage.store.uploadForm(key, { contentType: 'image/jpeg', maxBytes: MAX, until });
    const read = (url: string, init?: RequestInit) => fetch(new URL(url, stage.url), init);
    /** An address that holds from now on. */
    const addressOf = (key: string, seconds = 60) => {
      const from = new Date(Math.floor(Date.now() / 1_000) * 1_000);
      return stage.store.urlOf(key, { from, until: new Date(from.getTime() + seconds * 1_000) });
    };

    async function upload(
      { url, fields }: UploadForm,
      file: Uint8Array<ArrayBuffer> = bytes,
      name = 'a.jpg',
    ) {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.append(field, value);
      form.append('file', new Blob([file], { type: 'text/html' }), name);
      return fetch(new URL(url, stage.url), { method: 'POST', body: form });
    }
    async function refused(form: UploadForm, file?: Uint8Array<ArrayBuffer>) {
      const before = await stage.list();
      const { status } = await upload(form, file);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(await stage.list()).toEqual(before);
    }
    /** The form with something of it, wherever it stands, put in another way. */
    const changed = (form: UploadForm, from: string | RegExp, to: string) => {
      const text = JSON.stringify(form);
      const other = text.replaceAll(from, to);
      expect(other).not.toBe(text);
      return JSON.parse(other) as UploadForm;
    };

    it('stores what a form was made for, under its key, whatever the file is called', async () => {
      expect((await upload(formFor('uploads/one'))).status).toBe(204);
      expect(await stage.store.get('uploads/one')).toEqual(bytes);
      expect((await upload(formFor('uploads/two'), bytes, '../../x')).status).toBe(204);
      expect(await stage.list()).toEqual(expect.arrayContaining(['uploads/one', 'uploads/two']));
      expect(await stage.list()).toHaveLength(2);
    });

    it('takes an empty file and the largest, and one that replaces another', async () => {
      const form = formFor('uploads/size');
      for (const size of [0, MAX, 1]) {
        expect((await upload(form, new Uint8Array(size))).status).toBe(204);
        expect(await stage.store.get('uploads/size')).toHaveLength(size);
      }
    });

    it('refuses a file that is one byte too large, and one that is much too large', async () => {
      await refused(formFor('uploads/large'), new Uint8Array(MAX + 1));
      await refused(formFor('uploads/large'), new Uint8Array(3 * MAX));
    });

    it('refuses a form that was changed: its type, its key, its size, its signature', async () => {
      const form = formFor('uploads/mine');
      await refused({ ...form, fields: { ...form.fields, 'Content-Type': 'image/png' } });
      await refused(changed(form, 'uploads/mine', 'uploads/yours'));
      await refused(changed(form, /(ignature"?[=:]"?)(.)/g, '$1x'));
      await refused(changed(form, /(ignature"?[=:]"?)[^"&]*/g, '$1'));
      const { 'Content-Type': _type, ...untyped } = form.fields;
      await refused({ ...form, fields: untyped });
    });

    it('refuses a form whose time is up', async () => {
      await refused(formFor('uploads/late', new Date(Date.now() - 1_000)));
    });

    it('refuses a form and an address of another secret', async () => {
      const rules = { contentType: 'image/jpeg', maxBytes: MAX, until: inTime() };
      await refused(stage.forger.uploadForm('uploads/forged', rules));
      await stage.store.put('images/mine/small.webp', bytes);
      const forged = stage.forger.urlOf('images/mine/small.webp', { from: new Date(), until: inTime() });
      expect((await read(forged)).status).toBe(403);
    });

    it('serves an object by its signed address alone, as what it is, to be kept by who got it', async () => {
      await stage.store.put('images/one/small.webp', bytes);
      const response = await read(addressOf('images/one/small.webp'));
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/webp',
        'content-disposition': 'inline; filename="small.webp"',
        'cache-control': 'private, max-age=1200, immutable',
      });
    });

    it('refuses an address without a signature, with a forged one, for another object, or whose time is up', async () => {
      await stage.store.put('images/two/small.webp', bytes);
      await stage.store.put('images/two/large.webp', bytes);
      const good = addressOf('images/two/small.webp');
      const { pathname } = new URL(good, stage.url);
      const forged = good.replace(
        /(ignature=)./,
        (_all, name: string) => `${name}${good.includes('ignature=0') ? '1' : '0'}`,
      );
      for (const bad of [
        pathname,
        forged,
        good.replace('small', 'large'),
        addressOf('images/two/small.webp', -5),
      ]) {
        expect((await read(bad)).status, bad).toBe(403);
      }
      // What may be read may not be written.
      expect((await read(good, { method: 'PUT', body: 'mine' })).status).toBeGreaterThanOrEqual(400);
      expect((await read(good, { method: 'DELETE' })).status).toBeGreaterThanOrEqual(400);
      expect(await stage.store.get('images/two/small.webp')).toEqual(bytes);
    });

    it('gives the same address for the same time, and one that ends in time', async () => {
      await stage.store.put('images/three/small.webp', bytes);
      const from = new Date(Math.floor(Date.now() / 1_000) * 1_000);
      const validity = { from, until: new Date(from.getTime() + 2_000) };
      const url = stage.store.urlOf('images/three/small.webp', validity);
      expect(stage.store.urlOf('images/three/small.webp', validity)).toBe(url);
      expect((await read(url)).status).toBe(200);
      await expect.poll(async () => (await read(url)).status, { timeout: 8_000 }).toBe(403);
    });

    it('forgets what is deleted, also when it was not there', async () => {
      await stage.store.put('images/four/small.webp', bytes);
      for (const _again of [1, 2]) await stage.store.delete('images/four/small.webp');
      expect(await stage.store.get('images/four/small.webp')).toBeUndefined();
      expect((await read(addressOf('images/four/small.webp'))).status).toBe(404);
    });
  });
}

describe('a store that is away', () => {
  it('says so, to be asked again', async () => {
    const bucket = {
      bucket: 'b',
      endpoint: 'http://127.0.0.1:1',
      region: 'r',
      accessKeyId: 'a',
      secretAccessKey: 's',
    };
    const folder = await mkdtemp(join(tmpdir(), 'duet-objects-'));
    // A file where the folder should be.
    await new DiskStore(folder, [randomBytes(32)]).put('taken', bytes);
    for (const store of [new S3Store(bucket), new DiskStore(join(folder, 'taken'), [randomBytes(32)])]) {
      await expect(store.put('uploads/x', bytes)).rejects.toMatchObject({ code: 'storage_unavailable' });
    }
    await rm(folder, { recursive: true });
  });
});
