import { IMAGE_SIZES, type ErrorCode, type ImageSize } from '@duet/contract';
import sharp, { type ResizeOptions } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

/** A picture, made anew from what was uploaded: upright, without metadata, in every size, as WebP. */
export interface DecodedImage {
  /** Of the largest size. */
  readonly width: number;
  readonly height: number;
  /** base64 */
  readonly thumbhash: string;
  readonly sizes: Readonly<Record<ImageSize, Buffer<ArrayBuffer>>>;
}

/** Why there is no picture. */
/** What a process that decodes says before it does. */
export type Begun = 'begun';

export type ImageRefusal = Extract<ErrorCode, 'image_type_unsupported' | 'image_invalid'>;

/** A phone's 48 megapixels, and a little more. */
const MAX_PIXELS = 50_000_000;
/** Effort 2 is half the work of 4, for as many bytes. */
const WEBP = { quality: 80, effort: 2 };
/** The most that a thumbhash is made of. */
const THUMBHASH_SIDE = 100;

const TAKEN = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^GIF8[79]a/, /^RIFF....WEBP/s];
/** What are pictures too, to others: HEIC and AVIF, TIFF, BMP, PDF, SVG and what may be one. */
const NOT_TAKEN = [
  /^....ftyp/s,
  /^II\*\0/,
  /^MM\0\*/,
  /^BM/,
  /^%PDF/,
  /^(\xef\xbb\xbf)?\s*<(\?xml|!DOCTYPE svg|svg)/i,
];

/**
 * Decides by decoding, whatever the bytes were said to be. Of an animation, the first picture is taken. What hides behind
 * a picture, or in it, is not in what is made of it.
 */
export async function decodeImage(bytes: Buffer): Promise<DecodedImage | ImageRefusal> {
  const beginning = bytes.subarray(0, 256).toString('latin1');
  // Before libvips sees it, which knows many more types than we want to be attacked by.
  if (!TAKEN.some((form) => form.test(beginning))) {
    return NOT_TAKEN.some((form) => form.test(beginning)) ? 'image_type_unsupported' : 'image_invalid';
  }
  try {
    const whole = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(within(IMAGE_SIZES.large))
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = whole.info;
    const from = () => sharp(whole.data, { raw: { width, height, channels } });
    const encode = (size: ImageSize) => from().resize(within(IMAGE_SIZES[size])).webp(WEBP).toBuffer();
    const tiny = await from()
      .resize(within(THUMBHASH_SIDE))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      width,
      height,
      thumbhash: Buffer.from(rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data)).toString(
        'base64',
      ),
      sizes: { small: await encode('small'), medium: await encode('medium'), large: await encode('large') },
    };
  } catch {
    // Every error of the decoder says the same, and there is nobody here to log it: this is no picture.
    return 'image_invalid';
  }
}

function within(side: number): ResizeOptions {
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true };
}
