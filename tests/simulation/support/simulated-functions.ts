import { DEFAULT_SCOPE, LATEST, OPEN_PRINCIPAL, SkeinError } from '@skein/contracts';
import type { Invocation, InvocationKind, ResolvedFunction } from '@skein/contracts';

/** One of them never finds room, and one is deleted. */
const FUNCTIONS = 6;
const LARGE = 4;
const DELETED = 5;
const LARGE_MB = 10_240;
const TIMEOUT_SECONDS = 2;

/** The functions of a simulated world and their newest revisions. They outlive the server, as its registry would. */
export class SimulatedFunctions {
  readonly #numbers = Array.from({ length: FUNCTIONS }, () => 1);
  #deleted = false;

  get count(): number {
    return FUNCTIONS;
  }

  /** Throws `function_not_found`. */
  resolve(functionName: string): ResolvedFunction {
    const index = Number(functionName.slice(1));
    if (index === DELETED && this.#deleted) throw new SkeinError('function_not_found', { functionName });
    const number = this.#numbers[index] ?? 0;
    const handler = `${functionName}.r${number}`;
    return {
      version: LATEST,
      revision: {
        ...DEFAULT_SCOPE,
        id: handler,
        functionName,
        number,
        settings: {
          runtime: 'python3.11',
          handler,
          role: '',
          description: '',
          memoryMb: index === LARGE ? LARGE_MB : 128 * (1 + (index % 3)),
          timeoutSeconds: TIMEOUT_SECONDS,
          ephemeralStorageMb: 512,
          environment: undefined,
          architecture: 'x86_64',
          tracingMode: 'PassThrough',
          logging: { format: 'Text', group: functionName },
        },
        package: { digest: 'none', sizeBytes: 0 },
        createdAtMs: 0,
        state: 'Active',
      },
    };
  }

  /** A new revision; the id of the one that was. */
  update(functionName: string): string {
    const { id } = this.resolve(functionName).revision;
    const index = Number(functionName.slice(1));
    this.#numbers[index] = (this.#numbers[index] ?? 0) + 1;
    return id;
  }

  deleteOne(): void {
    this.#deleted = true;
  }
}

export function invocationOf(target: ResolvedFunction, id: string, kind: InvocationKind, body: Buffer, receivedAtMs: number): Invocation {
  return {
    id,
    target,
    qualifier: undefined,
    kind,
    body,
    clientContext: undefined,
    traceId: undefined,
    principal: OPEN_PRINCIPAL,
    receivedAtMs,
  };
}
