import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './program.ts';
import { answerHelp, say } from './say.ts';

answerHelp(`
node tools/run.mjs bundle android
node tools/run.mjs bundle ios

Bundles the app for phones, as its release would be: Metro, then Hermes' compiler. Says what the bytecode weighs. It does
not make the native app around it, which takes the SDKs of Android or Apple.
`);

/** What a file of Hermes' bytecode begins with. */
const MAGIC = Buffer.from('c61fbc03c103191f', 'hex');
/** No look at Expo's server for newer versions, nothing told to it, no questions. */
const ALONE = { EXPO_OFFLINE: '1', EXPO_NO_TELEMETRY: '1', CI: '1' };

const platform = process.argv[2] ?? '';
const folder = await mkdtemp(join(tmpdir(), 'duet-bundle-'));
try {
  const { code, output } = await run(['expo', 'export', '--platform', platform, '--output-dir', folder], {
    cwd: 'apps/mobile',
    env: ALONE,
  });
  const bytecode = code === 0 ? await readBytecode(join(folder, '_expo/static/js', platform)) : undefined;
  if (bytecode) say(`${platform}: ${(bytecode.length / 1_000_000).toFixed(1)} MB of bytecode`);
  else say(`The app could not be bundled for ${platform}:\n${output.trim()}`);
  process.exitCode = bytecode ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

async function readBytecode(from: string): Promise<Buffer | undefined> {
  const [name, ...others] = await readdir(from);
  if (name === undefined || others.length > 0) return undefined;
  const file = await readFile(join(from, name));
  return file.subarray(0, MAGIC.length).equals(MAGIC) ? file : undefined;
}
