import { RUNTIME_FAMILIES } from '@skein/contracts';
import type { RuntimeFamily } from '@skein/contracts';
import type { InterpretersByFamily } from '../driver.ts';
import { askInterpreter } from './ask-interpreter.ts';
import type { InterpreterAnswer } from './ask-interpreter.ts';
import { findCandidates } from './candidate-programs.ts';
import type { SearchPlaces } from './candidate-programs.ts';
import type { Interpreter } from './interpreter.ts';
import { whyNotPublic } from './public-access.ts';
import { requiredDirs, whyNotShowable } from './required-dirs.ts';
import { compareVersions } from './versions.ts';

/** Oldest versions that Skein's runtimes support. */
const OLDEST: Readonly<Record<RuntimeFamily, string>> = { python: '3.9.0', node: '20.0.0' };

export interface FindOptions {
  /** As the driver says: whether sandboxes run as users that need the world's permission to read an interpreter. */
  readonly forOtherUsers: boolean;
  /** As the driver says: whether sandboxes see only what is mounted for them. */
  readonly isolating: boolean;
  readonly places: SearchPlaces;
}

/** Finds the Pythons and Node.js on this machine, newest first. Runs each candidate once, so this takes tenths of a second. */
export async function findInterpreters(options: FindOptions): Promise<InterpretersByFamily> {
  const found = await Promise.all(RUNTIME_FAMILIES.map(async (family) => [family, await findFamily(family, options)] as const));
  return { python: [], node: [], ...Object.fromEntries(found) };
}

async function findFamily(family: RuntimeFamily, options: FindOptions): Promise<Interpreter[]> {
  const { places } = options;
  const candidates = await findCandidates(family, places);
  const answers = await Promise.all(candidates.map((program) => askInterpreter(family, program, places.homeDir)));
  const byPath = new Map<string, InterpreterAnswer>();
  for (const answer of answers) if (answer !== undefined) byPath.set(answer.executablePath, answer);
  const recent = [...byPath.values()].filter(({ fullVersion }) => compareVersions(fullVersion, OLDEST[family]) >= 0);
  const interpreters = await Promise.all(recent.map((answer) => describe(family, answer, options)));
  return interpreters.toSorted((a, b) => compareVersions(b.fullVersion, a.fullVersion));
}

async function describe(family: RuntimeFamily, answer: InterpreterAnswer, options: FindOptions): Promise<Interpreter> {
  const { executablePath, fullVersion } = answer;
  const dirs = requiredDirs(family, answer);
  const [major = '', minor = ''] = fullVersion.split('.');
  const version = family === 'python' ? `${major}.${minor}` : major;
  const unusableBecause = await whyUnusable([executablePath, ...dirs], dirs, options);
  const interpreter = { family, version, fullVersion, executablePath, requiredDirs: dirs };
  return unusableBecause === undefined ? interpreter : { ...interpreter, unusableBecause };
}

async function whyUnusable(needed: readonly string[], dirs: readonly string[], options: FindOptions): Promise<string | undefined> {
  const hidden = options.isolating ? dirs.map(whyNotShowable).find((reason) => reason !== undefined) : undefined;
  if (hidden !== undefined || !options.forOtherUsers) return hidden;
  const reasons = await Promise.all(needed.map(whyNotPublic));
  return reasons.find((reason) => reason !== undefined);
}
