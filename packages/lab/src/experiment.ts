import { SkeinError } from '@skein/contracts';
import type { RunResult } from '@skein/contracts';
import type { Lab } from './run/lab.ts';

/** Values of an experiment's parameters: numbers, because experiments are about figures. */
export type Parameters = Readonly<Record<string, number>>;

/** The functions experiments call: one handler under four names. */
export const LAB_FUNCTIONS = ['function1', 'function2', 'function3', 'monolith'] as const;
export type LabFunctionName = (typeof LAB_FUNCTIONS)[number];

/** A benchmark as code, the same on every provider. */
export interface Experiment {
  /** Lower-case words with hyphens. */
  readonly name: string;
  readonly description: string;
  readonly functions: readonly LabFunctionName[];
  /** Every parameter with its default. */
  readonly parameters: Parameters;
  /** Parameters that make no sense at 0, such as a step by which a wait grows. */
  readonly positive: readonly string[];
  /** The file that it was read from, when it is none of Skein's own. */
  readonly file?: string | undefined;
  /**
   * Calls and waits through the lab only, and decides by nothing but their answers and the parameters: after a restart it runs again
   * from its beginning, and what was done before is answered from the store.
   */
  run(lab: Lab, parameters: Parameters): Promise<readonly RunResult[]>;
}

type Definition<Own extends Parameters> = Omit<Experiment, 'parameters' | 'positive' | 'run'> & {
  readonly parameters: Own;
  readonly positive?: readonly string[];
  run(lab: Lab, parameters: Own): Promise<readonly RunResult[]>;
};

const NAME = /^[a-z]+(-[a-z]+)*$/;

/** Checks an experiment where it is written, and gives its `run` parameters of its own type. Throws `invalid_experiment`. */
export function defineExperiment<Own extends Parameters>(definition: Definition<Own>): Experiment {
  const { name, description, functions, parameters, positive = [] } = definition;
  demand(name, NAME.test(name), 'its name is not lower-case words with hyphens between them');
  demand(name, description !== '', 'it has no description');
  demand(name, functions.length > 0, 'it names no function');
  demand(
    name,
    functions.every((used) => LAB_FUNCTIONS.includes(used)),
    `there are only the functions ${LAB_FUNCTIONS.join(', ')}`,
  );
  demand(name, Object.values(parameters).every(Number.isFinite), 'a parameter is no number');
  demand(
    name,
    positive.every((each) => (parameters[each] ?? 0) > 0),
    'a parameter that has to be positive is not',
  );
  return {
    name,
    description,
    functions,
    parameters,
    positive,
    // The given values have been checked to be the definition's parameters, by name.
    run: (lab, given) => definition.run(lab, { ...parameters, ...given }),
  };
}

/** An experiment out of a file that nobody has checked. Throws `invalid_experiment`. */
export function readExperiment(file: string, value: unknown): Experiment {
  const { name, description, functions, parameters, positive = [], run } = value as Readonly<Record<string, unknown>>;
  demand(file, typeof name === 'string', 'it has no name');
  demand(file, typeof description === 'string', 'it has no description');
  demand(file, isListOfTexts(functions), 'its functions are no list of names');
  demand(file, isListOfTexts(positive), 'what has to be positive is no list of names');
  demand(file, typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters), 'it has no parameters');
  demand(file, typeof run === 'function', 'its run is no function');
  // What its functions and parameters hold is checked where every definition is.
  return defineExperiment(value as Definition<Parameters>);
}

/** Throws `invalid_experiment` for results that no report could show, which somebody's own experiment may have. */
export function checkResults({ name }: Experiment, results: unknown): void {
  const isResult = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    const { name: title, value: found, unit } = value as Readonly<Record<string, unknown>>;
    return typeof title === 'string' && typeof unit === 'string' && ['number', 'string', 'boolean'].includes(typeof found);
  };
  demand(name, Array.isArray(results) && results.every(isResult), 'its results are no list of names, values and units');
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The parameters of a run: the experiment's own, and what was given for it. Throws `invalid_experiment` for names it does not have. */
export function completeParameters(experiment: Experiment, given: Parameters): Parameters {
  for (const [name, value] of Object.entries(given)) {
    const known = Object.keys(experiment.parameters).join(', ');
    demand(experiment.name, Object.hasOwn(experiment.parameters, name), `it has no parameter ${name}, but ${known}`);
    demand(experiment.name, Number.isFinite(value) && value >= 0, `${name} is no number from 0 on`);
    demand(experiment.name, value > 0 || !experiment.positive.includes(name), `${name} has to be above 0`);
  }
  return { ...experiment.parameters, ...given };
}

function demand(name: string, isMet: boolean, reason: string): void {
  if (!isMet) throw new SkeinError('invalid_experiment', { name, reason });
}
