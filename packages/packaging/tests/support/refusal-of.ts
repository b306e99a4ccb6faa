import { SkeinError } from '@skein/contracts';

/** The SkeinError a promise was rejected with, or undefined when it was not. Anything else it was rejected with is thrown. */
export async function refusalOf(promise: Promise<unknown>): Promise<SkeinError | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof SkeinError) return error;
    throw error;
  }
}
