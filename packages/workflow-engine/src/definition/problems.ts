/** What is wrong with a definition and where: a path of field names below the root, as in the service's own messages. */
export interface DefinitionProblem {
  readonly code: string;
  readonly message: string;
  readonly location: string;
}

/** Collects what is wrong while a definition is read, so that its author hears of everything at once. */
export class Problems {
  readonly #problems: DefinitionProblem[] = [];

  get all(): readonly DefinitionProblem[] {
    return this.#problems;
  }

  add(message: string, location: string, code = 'SCHEMA_VALIDATION_FAILED'): void {
    this.#problems.push({ code, message, location: location === '' ? '/' : location });
  }
}

/** One line for all problems, in the service's form: code, message, `at` and place. */
export function describeProblems(problems: readonly DefinitionProblem[]): string {
  return problems.map(({ code, message, location }) => `${code}: ${message} at ${location}`).join(', ');
}
