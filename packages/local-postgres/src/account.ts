import { execFile } from 'node:child_process';
import { chown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** `nobody` on every Linux; PostgreSQL insists on a user id that has a name. */
const NOBODY = 65534;

/** How PostgreSQL's programs are run: PostgreSQL refuses to run as root, however harmless that root is. */
export interface Account {
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Set when the programs run as another user than we do; that user must own the data. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * The account to run as. Not root: our own. Root: the data folder's owner where that is somebody else; otherwise a
 * user namespace in which we are not called root, so that no file needs another owner; where the system forbids
 * those (many containers do), `nobody`.
 */
export async function chooseAccount(dataFolder: string): Promise<Account> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { prefix: [] };
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { prefix: [], user: { uid: owner.uid, gid: owner.gid } };
  const prefix = ['unshare', '--user', `--map-user=${NOBODY}`];
  const allowed = await promisify(execFile)('unshare', [...prefix.slice(1), 'true']).then(
    () => true,
    () => false,
  );
  return allowed ? { prefix } : { prefix: [], user: { uid: NOBODY, gid: NOBODY } };
}

/** Makes the account the owner of a file, or of a folder and all that is in it. */
export async function giveTo({ user }: Account, path: string): Promise<void> {
  if (user === undefined) return;
  const names = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of ['', ...names]) await chown(join(path, name), user.uid, user.gid);
}
