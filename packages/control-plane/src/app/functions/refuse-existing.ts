import { SkeinError } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Spares the work on a zip whose function exists; the registry decides again when the function is added. Rejects with `function_exists`. */
export async function refuseExisting(context: AppContext, functionName: string): Promise<void> {
  const existing = await context.functions.getFunction(context.scope, functionName);
  if (existing !== undefined) throw new SkeinError('function_exists', { functionName });
}
