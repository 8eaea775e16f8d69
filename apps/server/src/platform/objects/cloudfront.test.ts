import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { CloudFront } from './cloudfront.ts';
import { S3Store } from './s3-store.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const cdn = new CloudFront({ url: 'https://images.example/', keyPairId: 'K1', privateKey });
const until = new Date('2027-01-01T00:20:00Z');

/** As Amazon's documents say that CloudFront reads an address. */
function read(url: string) {
  const { origin, pathname, searchParams } = new URL(url);
  const decode = (name: string) =>
    Buffer.from(
      searchParams.get(name)!.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'),
      'base64',
    );
  const policy = decode('Policy');
  expect(verify('RSA-SHA1', policy, publicKey, decode('Signature'))).toBe(true);
  return {
    address: origin + pathname,
    key: searchParams.get('Key-Pair-Id'),
    policy: JSON.parse(String(policy)) as unknown,
  };
}

it('signs by a policy for all of a folder and for nothing else', () => {
  const [small, large] = ['small', 'large'].map((size) => cdn.urlOf(`images/one/${size}.webp`, until));
  expect(read(small!)).toEqual({
    address: 'https://images.example/images/one/small.webp',
    key: 'K1',
    policy: {
      Statement: [
        {
          Resource: 'https://images.example/images/one/*',
          Condition: { DateLessThan: { 'AWS:EpochTime': until.getTime() / 1_000 } },
        },
      ],
    },
  });
  expect(new URL(large!).search).toBe(new URL(small!).search);
  expect(new URL(cdn.urlOf('images/two/small.webp', until)).search).not.toBe(new URL(small!).search);
});

it('is where clients read from; they upload to the bucket', () => {
  const store = new S3Store(
    { bucket: 'b', region: 'eu-central-1', endpoint: undefined, accessKeyId: 'a', secretAccessKey: 's' },
    cdn,
  );
  const validity = { from: new Date(0), until };
  expect(store.urlOf('images/one/small.webp', validity)).toBe(cdn.urlOf('images/one/small.webp', until));
  expect(store.uploadForm('uploads/x', { contentType: 'image/png', maxBytes: 1, until }).url).toBe(
    'https://b.s3.eu-central-1.amazonaws.com',
  );
  expect(store.origins).toEqual(['https://b.s3.eu-central-1.amazonaws.com', 'https://images.example']);
});
