import type { Principal } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { requireCallable } from './callable-functions.ts';
import { checkTags } from './check-settings.ts';
import { getFunction } from './get-function.ts';

export interface TagFunctionInput {
  readonly functionName: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface UntagFunctionInput {
  readonly functionName: string;
  readonly keys: readonly string[];
}

/** Adds tags, or replaces their values. Rejects with `function_not_found`, `invalid_parameter`, `access_denied`. */
export async function tagFunction(context: AppContext, principal: Principal, input: TagFunctionInput): Promise<void> {
  const { record } = await getFunction(context, principal, { functionName: input.functionName });
  const tags = { ...record.tags, ...input.tags };
  checkTags(tags);
  requireCallable(principal, input.tags);
  await context.functionWriter.setTags(context.scope, input.functionName, tags);
}

/** Removes tags; keys that are not there are passed over. Rejects with `function_not_found`. */
export async function untagFunction(context: AppContext, principal: Principal, input: UntagFunctionInput): Promise<void> {
  const { record } = await getFunction(context, principal, { functionName: input.functionName });
  const left = Object.entries(record.tags).filter(([key]) => !input.keys.includes(key));
  await context.functionWriter.setTags(context.scope, input.functionName, Object.fromEntries(left));
}
