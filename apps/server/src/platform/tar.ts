import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A file of an archive. */
export interface TarFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const BLOCK = 512;

/** A tar, compressed by gzip, of a few files with short names, in this order. */
export function archive(files: readonly TarFile[], modifiedAt: Date): Promise<Buffer<ArrayBuffer>> {
  return compress(tar(files, modifiedAt));
}

/** Of the form ustar. */
function tar(files: readonly TarFile[], modifiedAt: Date): Buffer<ArrayBuffer> {
  const parts = files.flatMap(({ name, bytes }) => [header(name, bytes.length, modifiedAt), padded(bytes)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

/** A file of lines of JSON. */
export function linesFile(name: string, lines: readonly object[]): TarFile {
  return { name, bytes: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')) };
}

function header(name: string, size: number, modifiedAt: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long a name for a tar.`);
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number) => block.write(text, at, 'latin1');
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  put(name, 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(Math.floor(modifiedAt.getTime() / 1_000), 11), 136);
  put(' '.repeat(8), 148);
  put('0', 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}
