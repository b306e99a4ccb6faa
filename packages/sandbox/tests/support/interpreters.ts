import { homedir } from 'node:os';
import type { RuntimeFamily } from '@skein/contracts';
import { findInterpreters } from '../../src/index.ts';
import type { Interpreter } from '../../src/index.ts';

export const isRoot = process.getuid?.() === 0;

const places = { pathFolders: [], homeDir: homedir(), extraPrograms: { python: [], node: [process.execPath] } };
const interpreters = await findInterpreters({ forOtherUsers: isRoot, isolating: true, places });

/** Why no interpreter of a family can be used in a sandbox here, or false. */
export function missing(family: RuntimeFamily): string | false {
  return interpreters[family].some(({ unusableBecause }) => unusableBecause === undefined) ? false : `no usable ${family} here`;
}

/** An interpreter that works in every sandbox. */
export function interpreterOf(family: RuntimeFamily): Interpreter {
  const found = interpreters[family].find(({ unusableBecause }) => unusableBecause === undefined);
  if (found === undefined) throw new Error(`no usable ${family} here`);
  return found;
}
