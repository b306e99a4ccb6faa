import { requireAccess } from '@skein/contracts';
import type { Principal, Revision } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { AppContext } from '../context.ts';
import { activateRevision } from './activate-revision.ts';
import { requireCallable } from './callable-functions.ts';
import { checkFunctionName, checkSettings, checkTags } from './check-settings.ts';
import { completeSettings } from './default-settings.ts';
import type { NewFunctionSettings } from './function-change.ts';
import { refuseExisting } from './refuse-existing.ts';
import { storeCode } from './store-code.ts';

export interface CreateFunctionInput {
  readonly functionName: string;
  readonly settings: NewFunctionSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly zip: Buffer;
}

/**
 * Adds a function. It is `Pending` in the answer and becomes `Active` on its own a moment later.
 * Rejects with `invalid_parameter`, `unsupported_runtime`, `runtime_not_installed`, `invalid_package`, `package_too_large`,
 * `storage_limit`, `function_exists`, `access_denied`.
 */
export async function createFunction(context: AppContext, principal: Principal, input: CreateFunctionInput): Promise<ListedFunction> {
  const { functionName, tags } = input;
  requireAccess(principal, functionName);
  const settings = completeSettings(functionName, input.settings);
  checkFunctionName(functionName);
  checkSettings(settings);
  checkTags(tags);
  requireCallable(principal, tags);
  context.runtimes.check(settings.runtime);
  await refuseExisting(context, functionName);
  const createdAtMs = context.clock.nowMs();
  const latest: Revision = {
    ...context.scope,
    id: context.newId(),
    functionName,
    number: 1,
    settings,
    package: await storeCode(context, input.zip),
    createdAtMs,
    state: 'Pending',
  };
  const record = { ...context.scope, name: functionName, tags, createdAtMs };
  await context.functionWriter.createFunction(record, latest);
  context.resolver.forget(functionName);
  void activateRevision(context, latest);
  return { record, latest };
}
