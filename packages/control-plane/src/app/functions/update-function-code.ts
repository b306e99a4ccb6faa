import type { FunctionSettings, Principal, Revision } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import { inspectZip } from '@skein/packaging';
import type { AppContext } from '../context.ts';
import { checkRevision } from './check-revision.ts';
import { checkSettings } from './check-settings.ts';
import { getFunction } from './get-function.ts';
import { putRevision } from './put-revision.ts';
import { storeCode } from './store-code.ts';
import { whenCreated } from './when-created.ts';

export interface UpdateFunctionCodeInput {
  readonly functionName: string;
  readonly zip: Buffer;
  readonly architecture?: FunctionSettings['architecture'] | undefined;
  readonly expectedRevisionId?: string | undefined;
  /** Checks everything and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Gives a function new code; complete when it resolves. Rejects with `function_not_found`, `invalid_parameter`, `invalid_package`, `package_too_large`,
 * `storage_limit`, `revision_mismatch`, `function_not_ready`.
 */
export async function updateFunctionCode(
  context: AppContext,
  principal: Principal,
  input: UpdateFunctionCodeInput,
): Promise<ListedFunction> {
  const { functionName, expectedRevisionId } = input;
  const found = await getFunction(context, principal, input);
  settingsFor(found.latest, input);
  if (input.dryRun === true) {
    await inspectZip(input.zip);
    return found;
  }
  return await context.updates.run(functionName, expectedRevisionId !== undefined, async () => {
    const { record, latest } = await whenCreated(context, principal, functionName);
    const content = { settings: settingsFor(latest, input), package: await storeCode(context, input.zip) };
    return { record, latest: await putRevision(context, latest, content, expectedRevisionId) };
  });
}

function settingsFor(latest: Revision, { architecture, expectedRevisionId }: UpdateFunctionCodeInput): FunctionSettings {
  checkRevision(latest, expectedRevisionId);
  const settings = { ...latest.settings, architecture: architecture ?? latest.settings.architecture };
  checkSettings(settings);
  return settings;
}
