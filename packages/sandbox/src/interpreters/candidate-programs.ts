import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { RuntimeFamily } from '@skein/contracts';

/** Where interpreters are besides PATH. `*` stands for any one folder, `~` for the home folder. */
const PLACES: Readonly<Record<RuntimeFamily, readonly string[]>> = {
  python: [
    '/usr/bin',
    '/usr/local/bin',
    '/opt/*/bin',
    '/opt/python/*/bin',
    '~/.pyenv/versions/*/bin',
    '~/.asdf/installs/python/*/bin',
    '~/.local/share/mise/installs/python/*/bin',
    '~/.local/share/uv/python/*/bin',
  ],
  node: [
    '/usr/bin',
    '/usr/local/bin',
    '/opt/*/bin',
    '~/.nvm/versions/node/*/bin',
    '~/.asdf/installs/nodejs/*/bin',
    '~/.local/share/mise/installs/node/*/bin',
    '~/.local/share/fnm/node-versions/*/installation/bin',
    '~/.volta/tools/image/node/*/bin',
  ],
};

/** Where version managers keep what their folder `shims` leads to, seen from that folder. */
const BESIDE_SHIMS: Readonly<Record<RuntimeFamily, readonly string[]>> = {
  python: ['../versions/*/bin', '../installs/python/*/bin'],
  node: ['../versions/*/bin', '../installs/nodejs/*/bin', '../installs/node/*/bin'],
};

/** Names of programs that can be new enough: Python from 3.9 and Node.js on. */
const PROGRAM_NAMES: Readonly<Record<RuntimeFamily, RegExp>> = {
  python: /^python3(\.(9|\d\d+))?$/,
  node: /^node(js)?(-?\d+)?$/,
};

export interface SearchPlaces {
  /** The folders of PATH, in order. */
  readonly pathFolders: readonly string[];
  readonly homeDir: string;
  /** Programs to look at in any case, such as the Node.js that runs this. */
  readonly extraPrograms: Readonly<Record<RuntimeFamily, readonly string[]>>;
}

/** Programs that may be interpreters of a family, by their real paths, each once. What they are is found out by running them. */
export async function findCandidates(family: RuntimeFamily, places: SearchPlaces): Promise<string[]> {
  const patterns = [...places.pathFolders.flatMap((folder) => seeThroughShims(family, folder)), ...PLACES[family]];
  const folders = await Promise.all(patterns.map((pattern) => expand(pattern.replace('~', places.homeDir))));
  const listed = await Promise.all(folders.flat().map((folder) => listPrograms(folder, PROGRAM_NAMES[family])));
  const real = await Promise.all([...places.extraPrograms[family], ...listed.flat()].map(resolveLink));
  const named = real.filter((program) => program !== undefined && PROGRAM_NAMES[family].test(path.basename(program)));
  return [...new Set(named.filter((program) => program !== undefined))];
}

/** A shim is a script that takes a tenth of a second to find one of the versions beside it: look at those instead. */
function seeThroughShims(family: RuntimeFamily, folder: string): string[] {
  if (path.basename(folder) !== 'shims') return [folder];
  return BESIDE_SHIMS[family].map((place) => path.join(folder, place));
}

/** The folders a pattern stands for; they need not exist. */
async function expand(pattern: string): Promise<string[]> {
  const [before, after] = pattern.split('*');
  if (before === undefined || after === undefined) return [pattern];
  return (await list(before)).map((name) => path.join(before, name, after));
}

async function listPrograms(folder: string, wanted: RegExp): Promise<string[]> {
  const names = (await list(folder)).filter((name) => wanted.test(name));
  return names.map((name) => path.join(folder, name));
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return [];
  }
}

/** Several names often lead to one program. Undefined for a link that leads nowhere. */
async function resolveLink(program: string): Promise<string | undefined> {
  try {
    return await realpath(program);
  } catch {
    return undefined;
  }
}
