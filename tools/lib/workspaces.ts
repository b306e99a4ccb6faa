import type { RepositoryFile } from './repository.ts';
import { parseRecord, recordOf } from './records.ts';

export interface Manifest {
  readonly name: string;
  /** Public entries: `.`, `./errors`. */
  readonly entries: readonly string[];
  /** Packages that the product needs, with their ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Packages that only tests and tools need. */
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface Workspace {
  /** `packages/contracts`; empty for the repository itself. */
  readonly dir: string;
  readonly manifest: Manifest;
}

/** The repository's own package.json and those of its packages. */
export function listWorkspaces(files: readonly RepositoryFile[]): readonly Workspace[] {
  return files
    .filter((file) => /^(packages\/[^/]+\/)?package\.json$/.test(file.path))
    .map((file) => ({ dir: file.path.replace(/\/?package\.json$/, ''), manifest: readManifest(parseRecord(file.text)) }));
}

/** Reads what a package.json, or an entry of the lock file, says about dependencies. */
export function readManifest(content: Readonly<Record<string, unknown>>): Manifest {
  return {
    name: typeof content['name'] === 'string' ? content['name'] : '',
    entries: Object.keys(recordOf(content['exports'])),
    dependencies: { ...stringsOf(content['dependencies']), ...stringsOf(content['optionalDependencies']) },
    devDependencies: stringsOf(content['devDependencies']),
  };
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(recordOf(value)).map(([name, range]) => [name, String(range)]));
}
