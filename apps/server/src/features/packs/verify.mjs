// Checks this dispute pack with nothing but Node: `node verify.mjs`.
// It says by which key the pack was signed; whose key that is, ask the marketplace, by another way than the pack came.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(name, import.meta.url));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const faults = [];

const manifestBytes = read('manifest.json');
const manifest = JSON.parse(manifestBytes.toString());
const publicKey = createPublicKey(read('public-key.pem'));
const signature = Buffer.from(read('signature.txt').toString(), 'base64');
if (!verify(null, manifestBytes, publicKey, signature)) faults.push('manifest.json is not what was signed');

const apart = new Set(['manifest.json', 'signature.txt', 'public-key.pem']);
for (const name of readdirSync(new URL('.', import.meta.url))) {
  if (!apart.has(name) && !Object.hasOwn(manifest.files, name))
    faults.push(`${name} does not belong to the pack`);
}
for (const [name, hash] of Object.entries(manifest.files)) {
  try {
    if (sha256(read(name)) !== hash) faults.push(`${name} was changed`);
  } catch {
    faults.push(`${name} is missing`);
  }
}
if (faults.length === 0) {
  const messages = read('messages.jsonl').toString().split('\n').slice(0, -1);
  const gap = messages.findIndex((line, index) => JSON.parse(line).seq !== index + 1);
  if (gap >= 0 || messages.length !== manifest.messages) faults.push(`message ${gap + 1} is missing`);
}

const fingerprint = sha256(publicKey.export({ format: 'der', type: 'spki' }));
for (const fault of faults) console.log(`✗ ${fault}`);
if (faults.length === 0) {
  console.log(
    `✓ case ${manifest.caseId}, ${manifest.messages} messages, as it was signed at ${manifest.createdAt}`,
  );
  console.log(`  by the key ${fingerprint}`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
