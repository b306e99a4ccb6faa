import { readFile, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file below a folder by its relative path: its mode and content. Links are shown as `-> target`, folders by their mode. */
export async function readFolder(dir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dir.length + 1);
    if (entry.isSymbolicLink()) found[name] = `-> ${await readlink(path)}`;
    else if (entry.isDirectory()) found[`${name}/`] = await modeOf(path);
    else found[name] = `${await modeOf(path)} ${await readFile(path, 'latin1')}`;
  }
  return found;
}

async function modeOf(path: string): Promise<string> {
  const { mode } = await stat(path);
  return (mode & 0o7777).toString(8);
}
