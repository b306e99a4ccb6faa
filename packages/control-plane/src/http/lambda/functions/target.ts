import type { FastifyRequest } from 'fastify';
import { SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import { readFunctionName } from '../validation/function-name.ts';
import type { NamedFunction } from '../validation/function-name.ts';

/** What the path and the `Qualifier` of a request name. */
export interface FunctionPath {
  readonly Params: { readonly functionName: string };
  readonly Querystring: { readonly Qualifier?: string };
}

/** The function that a request names, and the qualifier. An empty `Qualifier` is none. */
export function readTarget(request: FastifyRequest<FunctionPath>, scope: Scope): NamedFunction {
  return readFunctionName(request.params.functionName, request.query.Qualifier || undefined, scope);
}

/** Adds the qualifier to a `function_not_found`, so that the answer can name what was asked for as Lambda does. */
export async function withQualifier<T>(qualifier: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (qualifier === undefined || !(error instanceof SkeinError) || error.code !== 'function_not_found') throw error;
    throw new SkeinError('function_not_found', { ...error.details, qualifier }, { cause: error });
  }
}
