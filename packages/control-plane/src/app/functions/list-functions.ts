import { LIST_FUNCTIONS_PAGE_MAX } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { FunctionPage } from '@skein/ports';
import { visibleNames } from '../access.ts';
import type { AppContext } from '../context.ts';

export interface ListFunctionsInput {
  /** Name after which the page starts. */
  readonly after?: string | undefined;
  /** At most `LIST_FUNCTIONS_PAGE_MAX`; a larger one is taken as that. */
  readonly limit?: number | undefined;
}

/** Functions that the principal may touch, in order of name, a page at a time. */
export async function listFunctions(context: AppContext, principal: Principal, input: ListFunctionsInput): Promise<FunctionPage> {
  const limit = Math.min(input.limit ?? LIST_FUNCTIONS_PAGE_MAX, LIST_FUNCTIONS_PAGE_MAX);
  return await context.functions.listFunctions(context.scope, { after: input.after ?? '', limit, ...visibleNames(principal) });
}
