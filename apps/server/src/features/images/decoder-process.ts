import { setPriority } from 'node:os';
import sharp from 'sharp';
import { decodeImage, type Begun } from './decode-image.ts';

// The child process of `ImageDecoder`: gets bytes, says that it has begun, answers what `decodeImage` says, one after the
// other, and ends with its parent.

// Messages first.
setPriority(10);
sharp.concurrency(1);
sharp.cache(false);
process.on('disconnect', () => process.exit());
process.on('message', (bytes: Uint8Array) => {
  process.send?.('begun' satisfies Begun);
  void decodeImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then((decoded) =>
    process.send?.(decoded),
  );
});
