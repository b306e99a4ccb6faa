import { LATEST, SkeinError } from '@skein/contracts';
import type { ResolvedFunction, Scope } from '@skein/contracts';
import type { FunctionReader } from '@skein/ports';

/**
 * Finds what a name and a qualifier lead to, from memory when it was asked before. Whoever changes a function calls
 * `forget` after the change is durable and before it is acknowledged, so that the next call sees the new revision.
 */
export class FunctionResolver {
  readonly #known = new Map<string, Map<string, ResolvedFunction>>();
  readonly #generations = new Map<string, number>();
  readonly #functions: FunctionReader;
  readonly #scope: Scope;

  constructor(functions: FunctionReader, scope: Scope) {
    this.#functions = functions;
    this.#scope = scope;
  }

  /** What is known without asking the registry; only revisions that can be invoked are known. */
  peek(functionName: string, qualifier: string = LATEST): ResolvedFunction | undefined {
    return this.#known.get(functionName)?.get(qualifier);
  }

  /** Rejects with `function_not_found`. */
  async resolve(functionName: string, qualifier: string = LATEST): Promise<ResolvedFunction> {
    const known = this.peek(functionName, qualifier);
    if (known !== undefined) return known;
    const generation = this.#generations.get(functionName);
    const found = await this.#functions.resolve(this.#scope, functionName, qualifier);
    if (found === undefined) throw new SkeinError('function_not_found', { functionName });
    const unchanged = generation === this.#generations.get(functionName);
    if (unchanged && found.revision.state === 'Active') this.#remember(functionName, qualifier, found);
    return found;
  }

  forget(functionName: string): void {
    this.#known.delete(functionName);
    this.#generations.set(functionName, (this.#generations.get(functionName) ?? 0) + 1);
  }

  #remember(functionName: string, qualifier: string, found: ResolvedFunction): void {
    const versions = this.#known.get(functionName) ?? new Map<string, ResolvedFunction>();
    versions.set(qualifier, found);
    this.#known.set(functionName, versions);
  }
}
