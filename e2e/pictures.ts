import { deflateSync, crc32 } from 'node:zlib';

/** A file as a browser's file dialog takes it. */
export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

type Colour = readonly [red: number, green: number, blue: number];

/** A picture in PNG: a slope from one colour to another, with a disc in its middle. */
export function picture(name: string, width: number, height: number, from: Colour, to: Colour): PictureFile {
  const rows = Buffer.alloc(height * (1 + width * 3));
  const radius = Math.min(width, height) / 4;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const share = (x / width + y / height) / 2;
      const inDisc = Math.hypot(x - width / 2, y - height / 2) < radius;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (from[channel] ?? 0) * (1 - share) + (to[channel] ?? 0) * share;
        rows[y * (1 + width * 3) + 1 + x * 3 + channel] = inDisc ? 255 - value : value;
      }
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return { name, mimeType: 'image/png', buffer: Buffer.concat([signature, ...chunks]) };
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

export const sunset = picture('sunset.png', 900, 600, [240, 120, 60], [60, 30, 110]);
export const forest = picture('forest.png', 600, 900, [30, 90, 60], [190, 220, 120]);
export const sea = picture('sea.png', 2_600, 1_300, [20, 90, 160], [160, 220, 230]);
