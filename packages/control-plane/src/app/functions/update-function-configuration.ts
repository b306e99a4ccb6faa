import type { FunctionSettings, Principal, Revision } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { AppContext } from '../context.ts';
import { checkRevision } from './check-revision.ts';
import { checkSettings } from './check-settings.ts';
import { changeSettings } from './default-settings.ts';
import type { SettingsChange } from './function-change.ts';
import { getFunction } from './get-function.ts';
import { putRevision } from './put-revision.ts';
import { whenCreated } from './when-created.ts';

export interface UpdateFunctionConfigurationInput {
  readonly functionName: string;
  readonly change: SettingsChange;
  readonly expectedRevisionId?: string | undefined;
}

/**
 * Changes settings of a function; those that are left out stay. Complete when it resolves. Rejects with `function_not_found`, `invalid_parameter`,
 * `unsupported_runtime`, `runtime_not_installed`, `revision_mismatch`, `function_not_ready`.
 */
export async function updateFunctionConfiguration(
  context: AppContext,
  principal: Principal,
  input: UpdateFunctionConfigurationInput,
): Promise<ListedFunction> {
  const { functionName, expectedRevisionId } = input;
  const found = await getFunction(context, principal, input);
  settingsFor(context, found.latest, input);
  return await context.updates.run(functionName, expectedRevisionId !== undefined, async () => {
    const { record, latest } = await whenCreated(context, principal, functionName);
    const content = { settings: settingsFor(context, latest, input), package: latest.package };
    return { record, latest: await putRevision(context, latest, content, expectedRevisionId) };
  });
}

function settingsFor(
  { runtimes }: AppContext,
  latest: Revision,
  { change, expectedRevisionId }: UpdateFunctionConfigurationInput,
): FunctionSettings {
  checkRevision(latest, expectedRevisionId);
  const settings = changeSettings(latest.settings, change);
  checkSettings(settings);
  if (change.runtime !== undefined) runtimes.check(settings.runtime);
  return settings;
}
