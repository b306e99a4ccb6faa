import type { Principal } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { AppContext } from '../context.ts';
import { checkRevision } from './check-revision.ts';
import { checkSettings } from './check-settings.ts';
import { changeSettings } from './default-settings.ts';
import type { SettingsChange } from './function-change.ts';
import { getFunction } from './get-function.ts';
import { putRevision } from './put-revision.ts';

export interface UpdateFunctionConfigurationInput {
  readonly functionName: string;
  readonly change: SettingsChange;
  readonly expectedRevisionId?: string | undefined;
}

/**
 * Changes settings of a function; those that are left out stay. Rejects with `function_not_found`, `invalid_parameter`,
 * `unsupported_runtime`, `runtime_not_installed`, `revision_mismatch`, `function_not_ready`.
 */
export async function updateFunctionConfiguration(
  context: AppContext,
  principal: Principal,
  input: UpdateFunctionConfigurationInput,
): Promise<ListedFunction> {
  const { record, latest } = await getFunction(context, principal, input);
  checkRevision(latest, input.expectedRevisionId);
  const settings = changeSettings(latest.settings, input.change);
  checkSettings(settings);
  if (input.change.runtime !== undefined) context.runtimes.check(settings.runtime);
  return { record, latest: await putRevision(context, latest, { settings, package: latest.package }, input.expectedRevisionId) };
}
