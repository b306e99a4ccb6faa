import { SkeinError } from '@skein/contracts';

/** These operations say that a function or version is missing without naming it. */
export async function inLambdasWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SkeinError) || error.code !== 'function_not_found') throw error;
    throw new SkeinError('function_not_found', { ...error.details, text: "The function doesn't exist." }, { cause: error });
  }
}
