import type { FunctionSettings, Principal } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import { inspectZip } from '@skein/packaging';
import type { AppContext } from '../context.ts';
import { checkRevision } from './check-revision.ts';
import { checkSettings } from './check-settings.ts';
import { getFunction } from './get-function.ts';
import { putRevision } from './put-revision.ts';
import { storeCode } from './store-code.ts';

export interface UpdateFunctionCodeInput {
  readonly functionName: string;
  readonly zip: Buffer;
  readonly architecture?: FunctionSettings['architecture'] | undefined;
  readonly expectedRevisionId?: string | undefined;
  /** Checks everything and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Gives a function new code. Rejects with `function_not_found`, `invalid_parameter`, `invalid_package`, `package_too_large`,
 * `storage_limit`, `revision_mismatch`, `function_not_ready`.
 */
export async function updateFunctionCode(
  context: AppContext,
  principal: Principal,
  input: UpdateFunctionCodeInput,
): Promise<ListedFunction> {
  const { record, latest } = await getFunction(context, principal, input);
  checkRevision(latest, input.expectedRevisionId);
  const settings = { ...latest.settings, architecture: input.architecture ?? latest.settings.architecture };
  checkSettings(settings);
  if (input.dryRun === true) {
    await inspectZip(input.zip);
    return { record, latest };
  }
  const stored = await storeCode(context, input.zip);
  return { record, latest: await putRevision(context, latest, { settings, package: stored }, input.expectedRevisionId) };
}
