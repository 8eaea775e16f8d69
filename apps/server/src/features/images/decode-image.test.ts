import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { expect, it } from 'vitest';
import { decodeImage, type DecodedImage } from './decode-image.ts';
import { noisy, picture, pngOf, withOrientation } from './pictures.fixture.ts';

async function decode(bytes: Buffer): Promise<DecodedImage> {
  const decoded = await decodeImage(bytes);
  if (typeof decoded === 'string') throw new Error(decoded);
  return decoded;
}

it.each(['jpeg', 'png', 'webp', 'gif'] as const)(
  'makes a %s anew in three sizes, as WebP',
  async (format) => {
    const { width, height, sizes } = await decode(await picture({ width: 3_000, height: 1_500, format }));
    expect([width, height]).toEqual([2_048, 1_024]);
    const made = Object.entries(sizes).map(async ([size, bytes]) => {
      const { format: made, width: w, height: h } = await sharp(bytes).metadata();
      return [size, made, w, h];
    });
    expect(await Promise.all(made)).toEqual([
      ['small', 'webp', 320, 160],
      ['medium', 'webp', 1_280, 640],
      ['large', 'webp', 2_048, 1_024],
    ]);
  },
);

it('makes no image larger than it was, however odd its shape', async () => {
  for (const [width, height] of [
    [1, 1],
    [200, 100],
    [1, 6_000],
  ] as const) {
    const made = await decode(await picture({ width, height, format: 'png' }));
    const small = await sharp(made.sizes.small).metadata();
    expect([made.width, made.height]).toEqual([Math.min(width, 2_048), Math.min(height, 2_048)]);
    expect([small.width, small.height]).toEqual([Math.min(width, 320), Math.min(height, 320)]);
  }
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])('bakes orientation %i in', async (orientation) => {
  const { width, height, sizes } = await decode(await withOrientation(orientation));
  expect([width, height]).toEqual([400, 200]);
  // Red is on the left of what a person sees, blue on the right.
  const { data } = await sharp(sizes.large).raw().toBuffer({ resolveWithObject: true });
  expect(data[0]! > data[2]!).toBe(true);
  expect(data.at(-1)! > data.at(-3)!).toBe(true);
  expect((await sharp(sizes.large).metadata()).orientation).toBeUndefined();
});

it('U6 leaves no metadata: no place, no camera, no comment, no colour profile', async () => {
  const bytes = await sharp(await picture({ width: 600, height: 400, format: 'jpeg' }))
    .withExif({
      IFD0: { Make: 'SECRET-CAMERA', Copyright: 'SECRET-NAME' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '52/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 24/1 0/1',
      },
    })
    .withIccProfile('p3')
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>')
    .jpeg()
    .toBuffer();
  expect(bytes.includes('SECRET-CAMERA')).toBe(true);
  expect((await sharp(bytes).metadata()).exif).toBeDefined();
  const { sizes } = await decode(bytes);
  for (const made of Object.values(sizes)) {
    const { exif, xmp, iptc, icc } = await sharp(made).metadata();
    expect({ exif, xmp, iptc, icc }).toEqual({
      exif: undefined,
      xmp: undefined,
      iptc: undefined,
      icc: undefined,
    });
    expect(made.includes('SECRET')).toBe(false);
  }
});

it('keeps transparency, and takes grey, 16 bits, a palette and CMYK', async () => {
  const clear = sharp({
    create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  });
  expect((await sharp((await decode(await clear.png().toBuffer())).sizes.large).metadata()).hasAlpha).toBe(
    true,
  );
  const colours = await picture({ width: 64, height: 64, format: 'png' });
  for (const other of [
    sharp(colours).greyscale().jpeg(),
    sharp(colours).toColourspace('rgb16').png(),
    sharp(colours).png({ palette: true }),
    sharp(colours).toColourspace('cmyk').jpeg(),
    sharp(colours).greyscale().toColourspace('grey16').png(),
  ]) {
    const { sizes } = await decode(await other.toBuffer());
    expect((await sharp(sizes.large).metadata()).space).toBe('srgb');
  }
});

it('takes the first picture of an animation', async () => {
  const frames = ['#f00', '#00f'].map((background) =>
    sharp({ create: { width: 50, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  for (const format of ['gif', 'webp'] as const) {
    const animation = await sharp(await Promise.all(frames), { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const { width, height, sizes } = await decode(animation);
    expect([width, height]).toEqual([50, 40]);
    const [red = 0, , blue = 0] = await sharp(sizes.large).raw().toBuffer();
    expect(red).toBeGreaterThan(blue);
  }
});

it('makes a thumbhash of the same shape', async () => {
  const { thumbhash } = await decode(await picture({ width: 800, height: 400, format: 'jpeg' }));
  const bytes = Buffer.from(thumbhash, 'base64');
  expect(bytes.length).toBeLessThan(40);
  expect(thumbHashToApproximateAspectRatio(bytes)).toBeCloseTo(2, 0);
});

it('decides by the bytes alone: what hides behind a picture is gone', async () => {
  const script = '<script>alert(document.domain)</script><?php system($_GET[0]); ?>';
  for (const format of ['jpeg', 'png', 'gif', 'webp'] as const) {
    const polyglot = Buffer.concat([await picture({ width: 60, height: 60, format }), Buffer.from(script)]);
    const { sizes } = await decode(polyglot);
    for (const made of Object.values(sizes)) expect(made.includes('script')).toBe(false);
  }
});

const jpeg = await picture({ width: 900, height: 600, format: 'jpeg' });
const png = await picture({ width: 900, height: 600, format: 'png' });

it.each<[string, Buffer]>([
  ['U11 nothing', Buffer.alloc(0)],
  ['U1 HTML', Buffer.from('<!doctype html><title>.jpg</title><svg onload="alert(1)">')],
  ['a text', Buffer.from('I am a photo')],
  ['zeros', Buffer.alloc(10_000)],
  ['half a JPEG', (await noisy('jpeg')).subarray(0, 30_000)],
  ['half a PNG', (await noisy('png')).subarray(0, 30_000)],
  ['half a WebP', (await noisy('webp')).subarray(0, 30_000)],
  ['the beginning of a JPEG', jpeg.subarray(0, 20)],
  ['the beginning of a PNG, and a page', Buffer.concat([png.subarray(0, 8), Buffer.from('<script>')])],
  ['a GIF that says so', Buffer.from('GIF89a=1;alert(1)')],
  ['U5 a PNG of 60,000 by 60,000', pngOf(60_000, 60_000)],
  ['a PNG of 2 by 2 thousand million', pngOf(2, 2_000_000_000)],
  ['a PNG of no height', pngOf(10, 0)],
])('refuses %s as no image', async (_what, bytes) => {
  expect(await decodeImage(bytes)).toBe('image_invalid');
});

it.each<[string, Buffer]>([
  ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
  ['AVIF', await sharp(png).resize(16).avif().toBuffer()],
  ['TIFF', await sharp(png).tiff().toBuffer()],
  ['U2 SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['SVG as XML', Buffer.from('\ufeff<?xml version="1.0"?><svg/>')],
  ['BMP', Buffer.from('BM\x36\0\0\0', 'latin1')],
  ['PDF', Buffer.from('%PDF-1.7')],
])('refuses %s as a type that is not taken', async (_what, bytes) => {
  expect(await decodeImage(bytes)).toBe('image_type_unsupported');
});
