import { stat } from 'node:fs/promises';
import path from 'node:path';

const OTHERS_MAY_READ = 0o004;
const OTHERS_MAY_PASS = 0o001;

/** Why a user without rights of its own cannot use a file or folder, or undefined if it can. Access lists are not looked at. */
export async function whyNotPublic(target: string): Promise<string | undefined> {
  for (const folder of parentsOf(target)) {
    if (((await stat(folder)).mode & OTHERS_MAY_PASS) === 0) return `other users may not enter ${folder}`;
  }
  const { mode } = await stat(target);
  const needed = OTHERS_MAY_READ | OTHERS_MAY_PASS;
  return (mode & needed) === needed ? undefined : `other users may not read or run ${target}`;
}

/** From the root down, without the target itself. */
function parentsOf(target: string): string[] {
  const parents: string[] = [];
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    parents.unshift(folder);
    if (folder === path.dirname(folder)) return parents;
  }
}
