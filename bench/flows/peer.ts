import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the other engines are installed, apart from what Skein itself needs. */
export const PEERS_DIR: string = path.join(import.meta.dirname, '../peers');

/** Whether a package of another engine is installed: `npm ci --prefix bench/peers`. */
export function hasPeer(packageName: string): boolean {
  return existsSync(path.join(PEERS_DIR, 'node_modules', packageName));
}

/** Loads a package of another engine. Its types are those of the few things that are used of it. */
export async function importPeer<Module>(packageName: string): Promise<Module> {
  const file = createRequire(path.join(PEERS_DIR, 'package.json')).resolve(packageName);
  return (await import(pathToFileURL(file).href)) as Module;
}
