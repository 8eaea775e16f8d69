import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

const ALGORITHM = 'ES256';

/** A host marketplace: it signs people in, issues tokens, and publishes the keys they are signed with. */
export interface TestHost {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** What a server is told of it, with one integration key. */
  readonly env: Record<string, string>;
  readonly integrationKey: string;
  /** What it publishes; a test may change it. */
  readonly keys: JWK[];
  /** How often its keys were asked for. */
  readonly requests: number;
  /** A token of five minutes for one of its people, signed with its newest key. */
  issue(subject: string, claims?: JWTPayload): Promise<string>;
  /** Signs with a new key from now on; it is published beside the former ones unless it is kept `secret`. */
  rotate(options?: { secret: boolean }): Promise<void>;
  /** Answers for its keys in another way from now on; undefined: as it should. */
  answer(listener: RequestListener | undefined): void;
  stop(): Promise<void>;
}

export async function startTestHost(): Promise<TestHost> {
  const issuer = 'https://shop.example';
  const audience = 'duet';
  const integrationKey = `shop-1.${randomBytes(32).toString('base64url')}`;
  const keys: JWK[] = [];
  let requests = 0;
  let listener: RequestListener | undefined;
  let signing: { kid: string; privateKey: CryptoKey };

  const rotate = async ({ secret } = { secret: false }): Promise<void> => {
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
    const kid = randomBytes(8).toString('hex');
    signing = { kid, privateKey };
    if (!secret) keys.push({ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' });
  };
  await rotate();

  const server = createServer((request, response) => {
    requests += 1;
    if (listener) listener(request, response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;

  return {
    issuer,
    audience,
    jwksUrl,
    integrationKey,
    keys,
    env: {
      EXTERNAL_ISSUER: issuer,
      EXTERNAL_AUDIENCE: audience,
      EXTERNAL_JWKS_URL: jwksUrl,
      EXTERNAL_ALGORITHMS: ALGORITHM,
      INTEGRATION_KEYS: integrationKey,
    },
    get requests() {
      return requests;
    },
    issue: (subject, claims = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({ iss: issuer, aud: audience, sub: subject, iat: now, exp: now + 300, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: signing.kid })
        .sign(signing.privateKey);
    },
    rotate,
    answer: (next) => void (listener = next),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
