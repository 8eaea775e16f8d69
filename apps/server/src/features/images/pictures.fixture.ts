import { crc32 } from 'node:zlib';
import sharp from 'sharp';

type Format = 'jpeg' | 'png' | 'webp' | 'gif';

/** A picture that is red on its left and blue on its right. */
export function picture({
  width,
  height,
  format,
}: {
  width: number;
  height: number;
  format: Format;
}): Promise<Buffer> {
  const red = sharp({ create: { width, height, channels: 3, background: '#c02020' } });
  const half = Math.ceil(width / 2);
  const blue = { create: { width: half, height, channels: 3 as const, background: '#2020c0' } };
  return red
    .composite(width > 1 ? [{ input: blue, left: width - half, top: 0 }] : [])
    .toFormat(format)
    .toBuffer();
}

/** One that compresses badly: some 100 kB. */
export function noisy(format: Format, width = 400, height = 300): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  return sharp({ create: { width, height, channels: 3, background: '#000', noise } })
    .toFormat(format, format === 'gif' ? {} : { quality: 95 })
    .toBuffer();
}

/** A JPEG of 400 by 200 as a person sees it, red on the left, stored turned so that EXIF's `orientation` turns it back. */
export async function withOrientation(orientation: number): Promise<Buffer> {
  const [turns, mirrored] = STORED[orientation - 1]!;
  const upright = await picture({ width: 400, height: 200, format: 'png' });
  // What is mirrored is so first, then turned; sharp turns first.
  const flipped = mirrored ? await sharp(upright).flop().toBuffer() : upright;
  return sharp(await sharp(flipped).rotate(turns).toBuffer())
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
}

/** By orientation: how far what the person sees was turned before it was stored, and whether it was mirrored before. */
const STORED = [
  [0, false],
  [0, true],
  [180, false],
  [180, true],
  [270, true],
  [270, false],
  [90, true],
  [90, false],
] as const;

/** A PNG of a few bytes that says it is as large as this. */
export function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('789c030000000001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
