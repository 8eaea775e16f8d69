import type { Image, ImageUpload, Message } from '@duet/contract';
import {
  Device,
  hasCeph,
  people,
  startTestS3,
  startTestServer,
  type TestS3,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noisy, picture } from '../src/features/images/pictures.fixture.ts';

// An image's way from a device into a message, over a real server, with images in a folder and in an S3.

for (const [name, isThere] of [
  ['a folder', true],
  ['S3', hasCeph],
] as const) {
  describe.skipIf(!isThere)(`images in ${name}`, { timeout: 40_000 }, () => {
    let s3: TestS3 | undefined;
    let server: TestServer;
    let sql: Client;
    let alice: Device;
    let bruno: Device;
    let carol: Device;
    let conversationId: string;

    beforeAll(async () => {
      s3 = name === 'S3' ? await startTestS3() : undefined;
      server = await startTestServer({ env: s3?.env ?? {} });
      sql = new Client({ connectionString: server.databaseUrl });
      await sql.connect();
      await connect();
      conversationId = await open(alice, people.alice.id);
    }, 90_000);
    afterAll(async () => {
      for (const device of [alice, bruno, carol]) device.close();
      await sql.end();
      await server.stop();
      await s3?.stop();
    }, 30_000);

    const connect = async () => {
      alice = await Device.connect(server.url, people.alice);
      bruno = await Device.connect(server.url, people.bruno);
      carol = await Device.connect(server.url, people.carol);
    };
    const open = async (device: Device, customerId: string) =>
      (await device.get('createConversation', { body: { customerId, artistId: people.bruno.id } }))
        .conversation.id;

    const ask = (device = alice, contentType = 'image/jpeg', id = conversationId) =>
      device.get('requestImageUpload', { params: { id }, body: { contentType } });
    async function upload(
      { url, fields }: Pick<ImageUpload, 'url' | 'fields'>,
      bytes: Uint8Array,
    ): Promise<number> {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) form.append(field, value);
      form.append('file', new Blob([new Uint8Array(bytes)]), '../../x.html');
      return (await fetch(new URL(url, server.url), { method: 'POST', body: form })).status;
    }
    const complete = (imageId: string, device = alice) =>
      device.call('completeImage', { params: { id: imageId } });
    async function uploaded(bytes?: Uint8Array, device = alice, id = conversationId): Promise<string> {
      const given = await ask(device, 'image/jpeg', id);
      expect(await upload(given, bytes ?? (await picture({ width: 640, height: 320, format: 'jpeg' })))).toBe(
        204,
      );
      return given.imageId;
    }
    async function completed(device = alice, id = conversationId): Promise<Image> {
      const imageId = await uploaded(undefined, device, id);
      return (await device.get('completeImage', { params: { id: imageId } })).image;
    }
    const send = (imageIds: string[], more: object = {}, device = alice) =>
      device.emit('message:send', {
        conversationId,
        type: 'image',
        clientMessageId: crypto.randomUUID(),
        imageIds,
        ...more,
      });
    async function sent(...of: Parameters<typeof send>): Promise<Message> {
      const ack = await send(...of);
      if (!ack.ok) throw new Error(ack.error.code);
      return ack.data.message;
    }
    const fetched = (url: string) => fetch(new URL(url, server.url));
    const codeOf = (answer: { ok: boolean; error?: { code: string } }) =>
      answer.ok ? 'ok' : answer.error?.code;
    const renew = (device: Device, ids: string[]) => device.call('renewImageUrls', { body: { ids } });

    it('I20 goes from a device into a message, and only its two people can see it', async () => {
      const photo = await sharp(await noisy('jpeg', 2_500, 1_000))
        .withExif({
          IFD0: { Make: 'SECRET-CAMERA' },
          IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1' },
        })
        .jpeg()
        .toBuffer();
      const answer = await complete(await uploaded(photo));
      expect(answer).toMatchObject({ status: 200, body: { image: { width: 2_048, height: 819 } } });
      const { image } = (answer as Extract<typeof answer, { ok: true }>).body;
      const message = await sent([image.id], { content: 'From the studio' });
      expect(message).toMatchObject({
        type: 'image',
        content: 'From the studio',
        images: [{ id: image.id }],
      });

      await expect.poll(() => bruno.received('message:new').at(-1)?.message.id).toBe(message.id);
      const params = { id: conversationId };
      const page = await bruno.get('listMessages', { params });
      const { conversation } = await bruno.get('getConversation', { params });
      const shown = bruno.received('message:new').at(-1)!.message.images;
      expect([page.messages.at(-1)!.images, conversation.lastMessage?.images]).toEqual([shown, shown]);
      for (const url of Object.values(shown[0]!.urls)) {
        const response = await fetched(url);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('image/webp');
        expect(response.headers.get('cache-control')).toBe('private, max-age=1200, immutable');
        const bytes = Buffer.from(await response.arrayBuffer());
        expect((await sharp(bytes).metadata()).exif).toBeUndefined();
        expect(bytes.includes('SECRET')).toBe(false);
        const address = new URL(url, server.url);
        const forged = url.replace(
          /(ignature=)./,
          (_all, is: string) => `${is}${url.includes('ignature=0') ? 1 : 0}`,
        );
        for (const bad of [address.origin + address.pathname, forged])
          expect((await fetched(bad)).status).toBe(403);
      }
      expect(codeOf(await renew(carol, [image.id]))).toBe('image_not_found');
      expect(codeOf(await complete(image.id, carol))).toBe('image_not_found');
      expect(await server.metric('duet_image_uploads_total{outcome="ok"}')).toBeGreaterThan(0);
    });

    it('keeps nothing of what was uploaded', async () => {
      const image = await completed();
      const keys = (await s3?.list()) ?? [];
      expect(keys.filter((key) => key.includes(image.id)).every((key) => key.endsWith('.webp'))).toBe(true);
      expect((await fetched(image.urls.large)).status).toBe(200);
    });

    it('shows several in their order, and is edited and unsent like any other message', async () => {
      const images = [await completed(), await completed(), await completed()].map(({ id }) => id).reverse();
      const { clientMessageId } = await sent(images, { content: undefined });
      const own = { conversationId, clientMessageId };
      const edit = await alice.emit('message:edit', {
        ...own,
        editId: crypto.randomUUID(),
        content: 'Three',
      });
      expect(edit).toMatchObject({
        ok: true,
        data: { message: { content: 'Three', images: images.map((id) => ({ id })) } },
      });
      expect(
        (await bruno.get('renewImageUrls', { body: { ids: images } })).images.map(({ id }) => id),
      ).toEqual(images);
      const unsent = await alice.emit('message:unsend', own);
      expect(unsent).toMatchObject({ ok: true, data: { message: { images: [] } } });
      for (const device of [alice, bruno])
        expect(codeOf(await renew(device, images))).toBe('image_not_found');
    });

    it('a message that is sent again is the same one, and no image is in two', async () => {
      const [one, two] = [await completed(), await completed()];
      const clientMessageId = crypto.randomUUID();
      const message = await sent([one.id, two.id], { clientMessageId });
      const repeat = await send([one.id, two.id], { clientMessageId });
      expect(repeat).toMatchObject({
        ok: true,
        data: { created: false, message: { id: message.id, seq: message.seq } },
      });
      expect(repeat.ok && repeat.data.message.images.map(({ id }) => id)).toEqual([one.id, two.id]);
      expect(codeOf(await send([two.id, one.id], { clientMessageId }))).toBe('client_message_id_reused');
      expect(codeOf(await send([one.id], {}))).toBe('image_not_found');
      const image = await completed();
      const rivals = await Promise.all([1, 2, 3, 4].map(() => send([image.id])));
      expect(rivals.map(codeOf).sort()).toEqual([
        'image_not_found',
        'image_not_found',
        'image_not_found',
        'ok',
      ]);
    });

    it('U7 claims nobody else’s image, none of another conversation, and none that is not complete', async () => {
      const other = await open(bruno, people.carol.id);
      const brunos = await completed(bruno);
      const elsewhere = await completed(bruno, other);
      for (const [device, id] of [
        [alice, brunos.id],
        [bruno, elsewhere.id],
        [alice, await uploaded()],
        [alice, crypto.randomUUID()],
      ] as const) {
        expect(codeOf(await send([id], {}, device))).toBe('image_not_found');
      }
      expect(codeOf(await renew(alice, [brunos.id]))).toBe('image_not_found');
      const { images } = await bruno.get('renewImageUrls', {
        body: { ids: [crypto.randomUUID(), brunos.id] },
      });
      expect(images.map(({ id }) => id)).toEqual([brunos.id]);
      const stranger = { params: { id: conversationId }, body: { contentType: 'image/png' } };
      expect(codeOf(await carol.call('requestImageUpload', stranger))).toBe('conversation_not_found');
    });

    it('U10 takes ten images and not eleven, and none twice', async () => {
      const ids = Array.from({ length: 11 }, () => crypto.randomUUID());
      expect(codeOf(await send(ids))).toBe('validation_failed');
      expect(codeOf(await send(ids.slice(1)))).toBe('image_not_found');
      expect(codeOf(await send([ids[0]!, ids[0]!]))).toBe('validation_failed');
    });

    it.each<[string, string, () => Promise<Uint8Array> | Uint8Array]>([
      ['U1 HTML', 'image_invalid', () => Buffer.from('<!doctype html><script>alert(1)</script>')],
      ['U2 SVG', 'image_type_unsupported', () => Buffer.from('<svg onload="alert(1)"/>')],
      ['HEIC', 'image_type_unsupported', () => Buffer.from('\0\0\0\x18ftypheic', 'latin1')],
      ['U11 an empty file', 'image_invalid', () => Buffer.alloc(0)],
      ['half a picture', 'image_invalid', async () => (await noisy('jpeg')).subarray(0, 20_000)],
      ['a PNG that is called JPEG', 'ok', () => picture({ width: 20, height: 20, format: 'png' })],
    ])('%s is answered %s', async (_what, code, bytes) => {
      expect(codeOf(await complete(await uploaded(await bytes())))).toBe(code);
    });

    it('U3 U4 the store refuses what a form was not made for', async () => {
      expect(
        codeOf(
          await alice.call('requestImageUpload', {
            params: { id: conversationId },
            body: { contentType: 'image/heic' },
          }),
        ),
      ).toBe('image_type_unsupported');
      const given = await ask();
      expect(await upload(given, new Uint8Array(10 * 1_024 * 1_024 + 1))).toBeGreaterThanOrEqual(400);
      const other = { ...given, fields: { ...given.fields, 'Content-Type': 'text/html' } };
      expect(await upload(other, Buffer.from('<p>'))).toBe(403);
      expect(codeOf(await complete(given.imageId))).toBe('image_not_uploaded');
    });

    it('is made once, of what was uploaded first', async () => {
      const given = await ask();
      await upload(given, await picture({ width: 300, height: 200, format: 'jpeg' }));
      const before = await server.metric('duet_image_uploads_total{outcome="ok"}');
      const answers = await Promise.all([1, 2, 3, 4].map(() => complete(given.imageId)));
      expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok']);
      expect(await server.metric('duet_image_uploads_total{outcome="ok"}')).toBe(before + 1);
      await upload(given, await picture({ width: 100, height: 100, format: 'jpeg' }));
      expect(await complete(given.imageId)).toMatchObject({ body: { image: { width: 300, height: 200 } } });

      const swapped = await ask();
      await upload(swapped, Buffer.from('no image'));
      expect(codeOf(await complete(swapped.imageId))).toBe('image_invalid');
      await upload(swapped, await picture({ width: 100, height: 100, format: 'jpeg' }));
      expect(codeOf(await complete(swapped.imageId))).toBe('image_not_found');
    });

    it('has addresses that stay the same for a while', async () => {
      const image = await completed();
      const [{ images: first }, { images: second }] = [
        await alice.get('renewImageUrls', { body: { ids: [image.id] } }),
        await alice.get('renewImageUrls', { body: { ids: [image.id] } }),
      ];
      if (first[0]!.urlsExpireAt === second[0]!.urlsExpireAt) expect(first).toEqual(second);
      const left = Date.parse(first[0]!.urlsExpireAt) - Date.now();
      expect(left).toBeGreaterThan(590_000);
      expect(left).toBeLessThanOrEqual(1_200_000);
    });

    it('F44 survives a server that dies in between, and is reaped when no message claims it', async () => {
      const [claimed, unclaimed] = [await completed(), await completed()];
      await sent([claimed.id]);
      const waiting = await uploaded();
      await server.kill('SIGKILL');
      await server.restart();
      for (const device of [alice, bruno, carol]) device.close();
      await connect();
      expect(codeOf(await complete(waiting))).toBe('ok');
      await sql.query(`UPDATE images SET created_at = now() - interval '21 hours' WHERE id <> $1`, [waiting]);
      await server.kill('SIGTERM');
      await server.restart();
      for (const device of [alice, bruno, carol]) device.close();
      await connect();
      await expect
        .poll(() => server.metric('duet_images_reaped_total'), { timeout: 20_000 })
        .toBeGreaterThan(0);
      await expect
        .poll(async () => (await fetched(unclaimed.urls.small)).status, { timeout: 20_000 })
        .toBe(404);
      expect(codeOf(await renew(alice, [unclaimed.id]))).toBe('image_not_found');
      expect(codeOf(await send([unclaimed.id]))).toBe('image_not_found');
      for (const image of (await bruno.get('renewImageUrls', { body: { ids: [claimed.id] } })).images) {
        expect((await fetched(image.urls.large)).status).toBe(200);
      }
      expect(codeOf(await send([waiting]))).toBe('ok');
      await expect
        .poll(async () => {
          const { rows } = await sql.query(`SELECT FROM images WHERE NOT swept AND id <> $1`, [waiting]);
          return rows.length;
        })
        .toBe(0);
    });

    it('shows no image that is not claimed by the message that shows it', async () => {
      const { rows } = await sql.query(
        `SELECT m.id FROM messages m, jsonb_array_elements(m.images) image LEFT JOIN images i ON i.id = (image ->> 'id')::uuid
         WHERE (i.conversation_id, i.message_seq, i.uploader_id) IS DISTINCT FROM (m.conversation_id, m.seq, m.sender_id)`,
      );
      expect(rows).toEqual([]);
    });

    it.skipIf(name !== 'S3')('F44 text flows while the store is away, and the image waits', async () => {
      const imageId = await uploaded();
      s3!.pause();
      const away = complete(imageId);
      const text = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'Does it load?' } as const;
      expect(await alice.emit('message:send', { conversationId, ...text })).toMatchObject({ ok: true });
      expect(await away).toMatchObject({
        status: 503,
        error: { code: 'storage_unavailable', retryable: true },
      });
      s3!.resume();
      expect(codeOf(await complete(imageId))).toBe('ok');
    });
  });
}
