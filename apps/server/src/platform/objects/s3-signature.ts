import { createHash, createHmac } from 'node:crypto';

/** Signature version 4, as much of it as is needed: signed addresses and signed upload forms. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The address under which `method` may be done to what is at `url`, from `at` on and for so many seconds. */
export function signUrl(
  credentials: S3Credentials,
  method: string,
  url: URL,
  { at, seconds }: { at: Date; seconds: number },
): string {
  const date = toAmzDate(at);
  const scope = toScope(credentials, date);
  const query = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scope}`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map((pair) => pair.map((part) => encodeURIComponent(part)).join('='))
    .join('&');
  const request = [method, url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join(
    '\n',
  );
  const digest = createHash('sha256').update(request).digest('hex');
  const signature = sign(credentials, date, [ALGORITHM, date, scope, digest].join('\n'));
  return `${url.href}?${query}&X-Amz-Signature=${signature}`;
}

/** The fields of a form that stores an object by the conditions: each a field of the form, or a rule about one. */
export function signForm(
  credentials: S3Credentials,
  fields: Readonly<Record<string, string>>,
  rules: readonly unknown[],
  { at, until }: { at: Date; until: Date },
): Record<string, string> {
  const date = toAmzDate(at);
  const signed = {
    ...fields,
    'x-amz-algorithm': ALGORITHM,
    'x-amz-credential': `${credentials.accessKeyId}/${toScope(credentials, date)}`,
    'x-amz-date': date,
  };
  const conditions = [...Object.entries(signed).map(([name, value]) => ({ [name]: value })), ...rules];
  const policy = JSON.stringify({ expiration: until.toISOString(), conditions });
  const encoded = Buffer.from(policy).toString('base64');
  return { ...signed, policy: encoded, 'x-amz-signature': sign(credentials, date, encoded) };
}

/** `20260131T123456Z` */
function toAmzDate(moment: Date): string {
  return moment.toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function toScope({ region }: S3Credentials, date: string): string {
  return `${date.slice(0, 8)}/${region}/s3/aws4_request`;
}

function sign(credentials: S3Credentials, date: string, text: string): string {
  const parts = toScope(credentials, date).split('/');
  const key = parts.reduce<string | Buffer>(
    (from, part) => createHmac('sha256', from).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}
