import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SkeinError } from '@skein/contracts';
import { EXPERIMENTS, findExperiment, readExperiment } from '@skein/lab';
import type { Experiment } from '@skein/lab';

/** What looks like a file rather than like a name. */
const FILE = /[\\/]|\.[cm]?[jt]s$/;

/**
 * One of Skein's own experiments by its name, or the one that a file of somebody's own exports. The file is run, by whoever asks for it, on
 * his own machine. Rejects with `experiment_not_found`, or with `invalid_experiment` when the file is none or is broken.
 */
export async function openExperiment(nameOrFile: string): Promise<Experiment> {
  if (!FILE.test(nameOrFile)) return findExperiment(nameOrFile);
  const file = path.resolve(nameOrFile);
  const found = Object.values(await load(file)).filter((value) => typeof value === 'object' && value !== null && 'run' in value);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw broken(file, `it exports ${found.length} experiments, not one`);
  const experiment = readExperiment(file, only);
  if (EXPERIMENTS.some(({ name }) => name === experiment.name)) throw broken(file, `${experiment.name} is the name of one of Skein's own`);
  return { ...experiment, file };
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw broken(file, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

function broken(name: string, reason: string): SkeinError {
  return new SkeinError('invalid_experiment', { name, reason });
}
