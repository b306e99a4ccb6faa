import { SkeinError, requireAccess } from '@skein/contracts';
import type { Principal, Revision } from '@skein/contracts';
import type { AppContext } from '../context.ts';

/** Opens and calls what was registered; part of the Python runtime. */
export const TASK_HANDLER = 'skein_runtime.tasks.call';

const PREFIX = 'task-';

/** Functions are registered under any name, several under the same; in the registry each has a name of its own. */
export function taskFunctionName(functionId: string): string {
  return PREFIX + functionId;
}

export function taskFunctionId(functionName: string): string {
  return functionName.slice(PREFIX.length);
}

/** The name a function was registered under: what the patterns of keys are about. */
export function registeredName({ settings }: Revision): string {
  return settings.description;
}

/** A registered function that the principal may use. Rejects with `function_not_found`, `access_denied`. */
export async function findTaskFunction(context: AppContext, principal: Principal, functionId: string): Promise<Revision> {
  const functionName = taskFunctionName(functionId);
  const { revision } = context.resolver.peek(functionName) ?? (await context.resolver.resolve(functionName).catch(named(functionId)));
  if (revision.settings.handler !== TASK_HANDLER) throw new SkeinError('function_not_found', { functionName: functionId });
  requireAccess(principal, registeredName(revision));
  return revision;
}

/** Whoever asked knows the function by its id. */
function named(functionId: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof SkeinError && error.code === 'function_not_found'
      ? new SkeinError('function_not_found', { functionName: functionId }, { cause: error })
      : error;
  };
}
