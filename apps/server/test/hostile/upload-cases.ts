import assert from 'node:assert/strict';
import { LIMITS, type ErrorCode, type Image, type ImageUpload, type SendResult } from '@duet/contract';
import sharp from 'sharp';
import { noisy, picture, pngOf } from '../../src/features/images/pictures.fixture.ts';
import { assertRefused, type HostileCase } from './hostile-case.ts';
import type { WireAnswer } from './line.ts';
import type { World } from './world.ts';

const plain = () => picture({ width: 40, height: 20, format: 'jpeg' });

async function askForForm(world: World): Promise<ImageUpload> {
  const { status, body } = await world.askPatiently({
    method: 'POST',
    path: `./conversations/${world.conversationId}/images`,
    as: 'customer',
    body: { contentType: 'image/jpeg' },
  });
  assert.equal(status, 201, body);
  return JSON.parse(body) as ImageUpload;
}

/** What the store answers. A file may be called anything. */
async function upload(
  world: World,
  { url, fields }: Pick<ImageUpload, 'url' | 'fields'>,
  bytes: Uint8Array,
): Promise<number> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), '../../x.html');
  return (await fetch(new URL(url, world.url), { method: 'POST', body: form })).status;
}

const complete = (world: World, { imageId }: ImageUpload): Promise<WireAnswer> =>
  world.askPatiently({ method: 'POST', path: `./images/${imageId}/complete`, as: 'customer' });

async function completed(world: World, bytes: Uint8Array): Promise<Image> {
  const form = await askForForm(world);
  assert.equal(await upload(world, form, bytes), 204);
  const { status, body } = await complete(world, form);
  assert.equal(status, 200, body);
  return (JSON.parse(body) as { image: Image }).image;
}

/** Bytes that the store takes or refuses, and nobody is ever shown. */
function refuse(
  id: string,
  says: string,
  make: () => Uint8Array | Promise<Uint8Array>,
  code: ErrorCode,
): HostileCase {
  return {
    id,
    says: `${says}, uploaded (REST)`,
    async run(world) {
      const form = await askForForm(world);
      const status = await upload(world, form, await make());
      if (status >= 400) assert.ok(status < 500, `the store answered ${status}`);
      assertRefused(await complete(world, form), status >= 400 ? 'image_not_uploaded' : code);
      assert.ok(await world.serves());
    },
  };
}

/** A form that was changed before it was sent, in its address or its fields: where it is signed is the store's business. */
function forge(
  id: string,
  says: string,
  change: (url: string, fields: ImageUpload['fields']) => Pick<ImageUpload, 'url' | 'fields'>,
): HostileCase {
  return {
    id,
    says: `${says} (form)`,
    async run(world) {
      const form = await askForForm(world);
      const status = await upload(world, change(form.url, form.fields), await plain());
      assert.ok(status >= 400 && status < 500, `the store answered ${status}`);
      assertRefused(await complete(world, form), 'image_not_uploaded');
    },
  };
}

/** What is uploaded as an image. */
export const UPLOAD_CASES: readonly HostileCase[] = [
  refuse('U1', 'HTML', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'image_invalid'),
  refuse(
    'U1',
    'a program',
    () => Buffer.from('\x7fELF\x02\x01\x01'.padEnd(200, '\0'), 'latin1'),
    'image_invalid',
  ),
  refuse('U1', 'a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj\n'), 'image_type_unsupported'),
  refuse('U1', 'a picture cut short', async () => (await noisy('jpeg')).subarray(0, 20_000), 'image_invalid'),
  refuse(
    'U2',
    'SVG',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    'image_type_unsupported',
  ),
  refuse(
    'U2',
    'SVG behind an XML declaration',
    () =>
      Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
      ),
    'image_type_unsupported',
  ),
  refuse('U3', 'a file a byte over the limit', () => new Uint8Array(LIMITS.imageBytes + 1), 'image_invalid'),
  refuse('U5', 'a PNG of 60,000 by 60,000', () => pngOf(60_000, 60_000), 'image_invalid'),
  refuse('U5', 'a PNG of two thousand million by one', () => pngOf(2_147_483_647, 1), 'image_invalid'),
  refuse('U5', 'a PNG of nothing by nothing', () => pngOf(0, 0), 'image_invalid'),
  refuse('U11', 'an empty file', () => new Uint8Array(), 'image_invalid'),
  forge('U4', 'another type than was signed', (url, fields) => ({
    url,
    fields: { ...fields, 'Content-Type': 'text/html' },
  })),
  forge('U8', 'another key than was signed', (url, fields) => ({
    url: url.replace('uploads/', 'images/'),
    fields: { ...fields, key: '../../x' },
  })),
  forge('U3', 'a higher limit than was signed', (url, fields) => ({
    url: url.replace(/max=\d+/, 'max=999999999'),
    fields: { ...fields, policy: Buffer.from('{"conditions":[]}').toString('base64') },
  })),
  {
    id: 'U6',
    says: 'where a picture was taken is gone, which way up it is held is not (REST)',
    async run(world) {
      const photo = await sharp(await plain())
        .withExif({
          IFD0: { Make: 'SECRET-CAMERA' },
          IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1' },
        })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer();
      const image = await completed(world, photo);
      assert.deepEqual([image.width, image.height], [20, 40]);
      for (const url of Object.values(image.urls)) {
        const bytes = Buffer.from(await (await fetch(new URL(url, world.url))).arrayBuffer());
        const { exif, orientation } = await sharp(bytes).metadata();
        assert.deepEqual([exif, orientation, bytes.includes('SECRET')], [undefined, undefined, false]);
      }
    },
  },
  {
    id: 'U7',
    says: "another person's image in one's own message, or completed or looked up by them (REST)",
    async run(world) {
      const { id } = await completed(world, await plain());
      const draft = { type: 'image', clientMessageId: crypto.randomUUID(), imageIds: [id] };
      const asked = [
        { as: 'artist', path: `./conversations/${world.conversationId}/messages`, body: draft },
        { as: 'otherCustomer', path: `./conversations/${world.othersConversationId}/messages`, body: draft },
        { as: 'otherCustomer', path: `./images/${id}/complete` },
        { as: 'otherCustomer', path: './images/urls', body: { ids: [id] } },
      ] as const;
      for (const request of asked)
        assertRefused(await world.askPatiently({ method: 'POST', ...request }), 'image_not_found');
    },
  },
  {
    id: 'U9',
    says: 'the address of an image without its signature, with a forged one, or of another size (REST)',
    async run(world) {
      const { urls } = await completed(world, await plain());
      const address = new URL(urls.small, world.url);
      assert.equal((await fetch(address)).status, 200);
      const forged = address.href.replace(
        /(ignature=)(.)/,
        (_all, is: string, first: string) => is + (first === '0' ? '1' : '0'),
      );
      const other = address.href.replace(/small/, 'large');
      for (const bad of [
        address.origin + address.pathname,
        forged,
        other,
        address.href.replace(/(until|Expires)=\d/, '$1=9'),
      ])
        assert.equal((await fetch(bad)).status, 403, bad);
    },
  },
  {
    id: 'U10',
    says: 'eleven images in a message, or one twice (REST)',
    async run(world) {
      const { id } = await completed(world, await plain());
      const path = `./conversations/${world.conversationId}/messages`;
      for (const imageIds of [
        [id, id],
        Array.from({ length: LIMITS.imagesPerMessage + 1 }, () => crypto.randomUUID()),
      ]) {
        const body = { type: 'image', clientMessageId: crypto.randomUUID(), imageIds };
        assertRefused(
          await world.askPatiently({ method: 'POST', path, as: 'customer', body }),
          'validation_failed',
        );
      }
      const body = { type: 'image', clientMessageId: crypto.randomUUID(), imageIds: [id] };
      const { status, body: sent } = await world.askPatiently({ method: 'POST', path, as: 'customer', body });
      assert.equal(status, 201, sent);
      assert.equal((JSON.parse(sent) as SendResult).message.images[0]?.id, id);
    },
  },
];
