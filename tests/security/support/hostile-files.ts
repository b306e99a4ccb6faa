import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export const HOSTILE_DIR = path.join(import.meta.dirname, '../hostile');

/** The Python of all hostile functions, as a package's files. */
export async function hostileFiles(): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(HOSTILE_DIR)).filter((name) => name.endsWith('.py'));
  const read = async (name: string) => [name, await readFile(path.join(HOSTILE_DIR, name), 'utf8')] as const;
  return Object.fromEntries<string>(await Promise.all(names.map(read)));
}
