import { parseRecord, recordOf } from '../../lib/records.ts';
import { listWorkspaces, readManifest } from '../../lib/workspaces.ts';
import type { Rule } from '../check.ts';

const LOCK_FILE = 'package-lock.json';

/** The lock file knows exactly what every package.json asks for; otherwise `npm ci` refuses to install. */
export const lockFile: Rule = {
  name: 'lock-file',
  examine(files) {
    const lock = files.find((file) => file.path === LOCK_FILE);
    if (lock === undefined) return [{ path: LOCK_FILE, message: 'is missing' }];
    const locked = recordOf(parseRecord(lock.text)['packages']);
    return listWorkspaces(files).flatMap(({ dir, manifest }) => {
      const known = readManifest(recordOf(locked[dir]));
      const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
      const differing = differences(wanted, { ...known.dependencies, ...known.devDependencies });
      return differing.map((name) => ({
        path: LOCK_FILE,
        message: `does not agree with ${dir}/package.json about ${name}: run npm install`,
      }));
    });
  },
};

function differences(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((name) => left[name] !== right[name]);
}
