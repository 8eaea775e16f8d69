import { AppError } from '@duet/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toNetwork } from '../client-address.ts';
import { OBJECTS_PATH, type DiskStore } from '../objects/disk-store.ts';
import { headersOf } from '../objects/object-store.ts';
import type { RateLimiter } from '../rate-limiter.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes bodies that need longer to arrive than JSON. */
    takesUploads?: true;
  }
  interface FastifyRequest {
    /** What the address of an object says, once its signature was found good. */
    signed: URLSearchParams;
  }
}

/** What a form has beside the bytes of its file. */
const FORM_BYTES = 16 * 1_024;

/** Nothing in an object is ever a page, whatever somebody has hidden in it. */
const OBJECT_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
};

/** Serves a folder of objects as S3 serves a bucket: uploads by signed form, reading by signed address. */
export async function serveDiskObjects(
  app: FastifyInstance,
  store: DiskStore,
  { limiter, maxBytes }: { limiter: RateLimiter; maxBytes: number },
): Promise<void> {
  app.decorateRequest('signed');
  await app.register(async (scope) => {
    // Before the body is read: 10 MB are for those who hold a form.
    scope.addHook('onRequest', async (request) => {
      const method = request.method === 'POST' ? 'POST' : 'GET';
      request.signed = store.readSigned(method, keyOf(request), request.query as Record<string, unknown>);
      if (method === 'POST') limiter.take('upload', { address: toNetwork(request.address) });
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer<ArrayBuffer>>('multipart/form-data', { parseAs: 'buffer' }, readForm);

    scope.get(`${OBJECTS_PATH}/*`, async (request, reply) => {
      const object = await store.get(keyOf(request));
      if (!object) throw new AppError('not_found');
      return reply.headers({ ...OBJECT_HEADERS, ...headersOf(keyOf(request)) }).send(object);
    });

    scope.post<{ Body: FormData | undefined }>(
      `${OBJECTS_PATH}/*`,
      { bodyLimit: maxBytes + FORM_BYTES, config: { takesUploads: true } },
      async (request, reply) => {
        const { signed, body } = request;
        const file = body?.get('file');
        if (!file || typeof file === 'string') throw new AppError('validation_failed');
        if (body?.get('Content-Type') !== signed.get('type')) throw new AppError('signature_invalid');
        if (file.size > Number(signed.get('max'))) throw new AppError('payload_too_large');
        await store.put(keyOf(request), Buffer.from(await file.arrayBuffer()));
        return reply.code(204).send();
      },
    );
  });
}

function keyOf(request: FastifyRequest): string {
  return (request.params as { '*': string })['*'];
}

async function readForm(request: FastifyRequest, body: Buffer<ArrayBuffer>): Promise<FormData> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  return new Response(body, { headers }).formData().catch((cause: unknown) => {
    throw new AppError('validation_failed', {}, { cause });
  });
}
