import { LIMITS } from '@duet/contract';
import { rest, type HostileCase } from './hostile-case.ts';
import type { PersonName, World } from './world.ts';

const ask = (body: object, as: PersonName = 'customer') => {
  return ({ conversationId }: World) => ({
    method: 'POST',
    path: `./conversations/${conversationId}/images`,
    as,
    body,
  });
};
const renew = (body: object) => ({ method: 'POST', path: './images/urls', as: 'customer' as const, body });
const complete = (id: string) => ({
  method: 'POST',
  path: `./images/${id}/complete`,
  as: 'customer' as const,
});

/** Where objects are kept elsewhere, no such path is there. */
const UNSIGNED = ['signature_invalid', 'not_found'] as const;

export const IMAGE_CASES: readonly HostileCase[] = [
  ...[
    'image/svg+xml',
    'image/heic',
    'text/html',
    'IMAGE/JPEG',
    'image/jpeg; charset=utf-8',
    'image/jpeg\r\nx: y',
    '../../x',
  ].map((contentType) =>
    rest(
      'U2',
      `an image of type ${JSON.stringify(contentType)}`,
      ask({ contentType }),
      'image_type_unsupported',
    ),
  ),
  ...[{}, { contentType: 7 }, { contentType: '' }, { contentType: 'x'.repeat(101) }, []].map((body) =>
    rest('U2', `a form by ${JSON.stringify(body).slice(0, 40)}`, ask(body), 'validation_failed'),
  ),
  ...[{ key: 'images/x' }, { fileName: '../../x' }, { maxBytes: 1e12 }].map((more) =>
    rest(
      'U8',
      `a form that names its own ${Object.keys(more)[0]}`,
      ask({ contentType: 'image/png', ...more }),
      'unknown_field',
    ),
  ),
  rest(
    'U9',
    "an image for a stranger's conversation",
    ask({ contentType: 'image/png' }, 'otherCustomer'),
    'conversation_not_found',
  ),
  rest('U7', 'an image that is not there', complete(crypto.randomUUID()), 'image_not_found'),
  rest('U7', 'an image of no id', complete('..%2fx'), 'validation_failed'),
  rest('U9', 'addresses of what is not there', renew({ ids: [crypto.randomUUID()] }), 'image_not_found'),
  ...[
    [],
    'all',
    [7],
    ['http://127.0.0.1:9/a.png'],
    Array.from({ length: LIMITS.pageMax + 1 }, () => crypto.randomUUID()),
  ].map((ids) =>
    rest('R37', `addresses of ${JSON.stringify(ids).slice(0, 40)}`, renew({ ids }), 'validation_failed'),
  ),
  ...[
    'uploads/x',
    'images/x/small.webp',
    'images/x/small.webp?until=9999999999',
    'images/x/small.webp?until=9999999999&signature=',
    `images/x/small.webp?until=9999999999&signature=${'A'.repeat(43)}`,
    `images/x/small.webp?until=9999999999&signature=${'A'.repeat(43)}&signature=${'B'.repeat(43)}`,
    'images/x/small.webp?until=NaN&signature=%00',
    '%2e%2e/%2e%2e/etc/passwd?until=9999999999',
    '',
  ].flatMap((path) => [
    rest('U9', `the object ${JSON.stringify(path)}`, { path: `/objects/${path}` }, UNSIGNED),
    rest(
      'U9',
      `an upload to ${JSON.stringify(path)}`,
      {
        method: 'POST',
        path: `/objects/${path}`,
        headers: ['content-type: multipart/form-data; boundary=x'],
        body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nmine\r\n--x--\r\n',
      },
      UNSIGNED,
    ),
  ]),
  ...['PUT', 'DELETE', 'PATCH'].map((method) =>
    rest('U9', `${method} of an object`, { method, path: '/objects/images/x/small.webp' }, 'not_found'),
  ),
];
