import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import sharp from 'sharp';
import { ImageDecoder } from './image-decoder.ts';
import { picture, pngOf } from './pictures.fixture.ts';

let decoder = new ImageDecoder();
afterEach(() => {
  decoder.close();
  decoder = new ImageDecoder();
});

const decode = (bytes: Buffer) => decoder.decode(async () => bytes);
const good = await picture({ width: 640, height: 480, format: 'jpeg' });

it('decodes in another process, which stays for the next image and knows no secret', async () => {
  const made = await decode(good);
  expect([made.width, made.height]).toEqual([640, 480]);
  expect((await sharp(made.sizes.medium).metadata()).format).toBe('webp');
  const [child, ...others] = await children();
  await decode(good);
  expect(await children()).toEqual([child]);
  expect(others).toEqual([]);
  const names = (await readFile(`/proc/${child}/environ`, 'utf8'))
    .split('\0')
    .map((pair) => pair.split('=')[0]);
  expect(names.filter((name) => name !== '' && !/^(NODE_CHANNEL_|PWD$|OLDPWD$)/.test(name!))).toEqual([]);
});

it('says what is no image, and goes on', async () => {
  await expect(decode(Buffer.from('no image'))).rejects.toMatchObject({ code: 'image_invalid' });
  await expect(decode(Buffer.from('<svg/>'))).rejects.toMatchObject({ code: 'image_type_unsupported' });
  await expect(decode(pngOf(60_000, 60_000))).rejects.toMatchObject({ code: 'image_invalid' });
  expect((await decode(good)).width).toBe(640);
});

it('ends an image that takes too long, and only that', async () => {
  const hasty = new ImageDecoder(1);
  await expect(hasty.decode(async () => good)).rejects.toMatchObject({ code: 'image_invalid' });
  await expect.poll(children).toEqual([]);
  expect((await decode(good)).width).toBe(640);
});

it('U5 takes no more memory than it may, however much an image wants', { timeout: 60_000 }, async () => {
  // 49 megapixels at 16 bits, interlaced, so that all of it is needed at once.
  const wide = { width: 7_000, height: 7_000, channels: 4 as const, background: '#123456' };
  const bomb = await sharp({ create: wide }).toColourspace('rgb16').png({ progressive: true }).toBuffer();
  expect(bomb.length).toBeLessThan(10_000_000);
  await decode(bomb).catch((error: unknown) => expect(error).toMatchObject({ code: 'image_invalid' }));
  for (const child of await children()) {
    const status = readFileSync(`/proc/${child}/status`, 'utf8');
    expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(700_000);
  }
  expect((await decode(good)).width).toBe(640);
});

it('a process that dies is replaced', async () => {
  await decode(good);
  const [child] = await children();
  process.kill(child!, 'SIGKILL');
  // At once, before anybody can have heard of it, and when it has been heard of.
  expect((await decode(good)).width).toBe(640);
  process.kill((await children())[0]!, 'SIGKILL');
  await expect.poll(children).toEqual([]);
  expect((await decode(good)).width).toBe(640);
});

it('tells why the bytes cannot be had', async () => {
  await expect(decoder.decode(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect((await decode(good)).width).toBe(640);
});

/** Processes of ours that decode, by the name of their program. */
async function children(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const of = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [, parent] = /PPid:\s+(\d+)/.exec(await of('status')) ?? [];
      return Number(parent) === process.pid && (await of('cmdline')).includes('decoder-process')
        ? [Number(pid)]
        : [];
    }),
  );
  return found.flat();
}
