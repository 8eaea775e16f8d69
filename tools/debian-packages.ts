import { run } from './program.ts';
import { say } from './say.ts';

/**
 * Makes sure that Debian packages are installed for somebody ("The browser tests"). Where that cannot be, says what
 * is missing and answers false.
 */
export async function installDebianPackages(names: readonly string[], forWhom: string): Promise<boolean> {
  const missing = await missingOf(names);
  if (missing.length === 0) return true;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing] as const;
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  if (process.getuid?.() === 0) {
    say(`Installing ${missing.join(' ')}`);
    let outcome = await run(install, quiet);
    if (outcome.code !== 0) {
      await run(['apt-get', 'update'], quiet);
      outcome = await run(install, quiet);
    }
    if (outcome.code === 0) return true;
    say(outcome.output.trim());
  }
  say(`${forWhom} would need what is missing here: sudo ${install.join(' ')}`);
  return false;
}

async function missingOf(names: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) {
    const { code, output } = await run(['dpkg-query', '--show', '--showformat=${db:Status-Status}', name]);
    if (code !== 0 || output !== 'installed') missing.push(name);
  }
  return missing;
}
