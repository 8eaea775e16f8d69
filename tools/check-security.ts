import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  findBelowFloor,
  findLoose,
  findUnbilled,
  findUnlicensed,
  type Floor,
  type LicenceRules,
  type Lockfile,
} from './dependencies.ts';
import { ROOT, run } from './program.ts';
import { answerHelp, say } from './say.ts';
import { findSecrets } from './secrets.ts';

answerHelp(`
npm run check:security: what a machine can say, without a network, about the packages and the secrets in the sources.

  floors      no package below what tools/advisory-floors.json asks for, and why
  licences    none but those that tools/licences.json allows, or makes an exception of
  lockfile    exact versions, each with its sum; no host is named; hardly anything runs while it is installed
  materials   npm's bill of materials (CycloneDX) names every package
  secrets     none in any file that Git has or would take

  --root FOLDER   looks at another checkout
  --sbom FILE     writes the bill of materials there

It knows the advisories that are written down there, and no others: where there is a network, run npm audit beside it.
Part of npm run check.
`);

const { values } = parseArgs({
  options: { root: { type: 'string', default: ROOT }, sbom: { type: 'string' } },
});
const root = resolve(values.root);

const lockfile = await readJson<Lockfile>(join(root, 'package-lock.json'));
const bill = await billOfMaterials();
const found = {
  floors: findBelowFloor(lockfile, await readJson<Floor[]>(join(ROOT, 'tools/advisory-floors.json'))),
  licences: findUnlicensed(lockfile, await readJson<LicenceRules>(join(ROOT, 'tools/licences.json'))),
  lockfile: findLoose(lockfile),
  materials: findUnbilled(lockfile, bill),
  secrets: await secretsInFiles(),
};
for (const [name, sentences] of Object.entries(found)) {
  say(`${sentences.length === 0 ? '✓' : '✗'} ${name}`);
  for (const sentence of sentences) say(`    ${sentence}`);
  if (sentences.length > 0) process.exitCode = 1;
}

/** What is installed under another name is named by that here, and by its own in its reference. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
}

/** The names and versions in it. Fails where it cannot be made. */
async function billOfMaterials(): Promise<Set<string>> {
  const command = ['npm', 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--silent'] as const;
  const { code, output } = await run([...command], { cwd: root });
  if (code !== 0) throw new Error(`${command.join(' ')} failed: ${output}`);
  if (values.sbom !== undefined) await writeFile(values.sbom, output);
  const { components } = JSON.parse(output) as { components: Component[] };
  return new Set(components.flatMap(({ name, version, 'bom-ref': ref }) => [`${name}@${version}`, ref]));
}

/** In what Git has, and in what `git add` would give it. */
async function secretsInFiles(): Promise<string[]> {
  const { code, output } = await run(
    ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
    },
  );
  if (code !== 0) throw new Error(`Secrets are looked for in what Git has, and there is none: ${output}`);
  const found: string[] = [];
  for (const path of new Set(output.split('\0').filter((name) => name !== ''))) {
    const bytes = await readFile(join(root, path)).catch(ifGone);
    if (bytes && !isBinary(bytes)) found.push(...(await findSecrets(path, bytes.toString())));
  }
  return found;
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'EISDIR') throw error;
}

/** As Git tells them from texts. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
