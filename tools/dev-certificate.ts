import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import forge from 'node-forge';

const DAY = 86_400_000;
const GOOD_FOR_DAYS = 90;
/** One that ends sooner is made anew: nobody wants it to end while they work. */
const LEFT_DAYS = 7;

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The files of a certificate for this machine, for which nobody vouches: kept in the folder, and made where it is not there. */
export async function keepCertificate(folder: string): Promise<CertificateFiles> {
  const files = { cert: join(folder, 'localhost.crt'), key: join(folder, 'localhost.key') };
  const kept = await readFile(files.cert, 'utf8').catch(ifGone);
  const isGood =
    kept !== undefined && Date.parse(new X509Certificate(kept).validTo) > Date.now() + LEFT_DAYS * DAY;
  if (!isGood) {
    const { cert, key } = makeCertificate();
    await writeFile(files.key, key, { mode: 0o600 });
    await writeFile(files.cert, cert);
  }
  return files;
}

/** In PEM. Node has no way of its own to sign a certificate. */
export function makeCertificate(): { cert: string; key: string } {
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(key.publicKey);
  // Positive, as a serial number has to be.
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY);
  certificate.validity.notAfter = new Date(Date.now() + GOOD_FOR_DAYS * DAY);
  const name = [{ name: 'commonName', value: 'Duet, for development' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
        { type: 7, ip: '::1' },
      ],
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(key.privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate), key: key.privateKey };
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
