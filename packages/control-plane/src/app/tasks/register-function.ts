import {
  LATEST,
  SkeinError,
  TASK_OPEN_MAX_SECONDS,
  TASK_TIMEOUT_DEFAULT_SECONDS,
  TASK_MEMORY_DEFAULT_MB,
  requireAccess,
} from '@skein/contracts';
import type { Principal, Revision, TaskSerializer } from '@skein/contracts';
import type { AppContext } from '../context.ts';
import { checkSettings, checkTags } from '../functions/check-settings.ts';
import { completeSettings } from '../functions/default-settings.ts';
import { storeCode } from '../functions/store-code.ts';
import { checkPayload } from './check-payload.ts';
import { TASK_HANDLER, taskFunctionName } from './task-function.ts';

export interface RegisterFunctionInput {
  readonly name: string;
  /** The pickled callable, in Base64. */
  readonly payload: string;
  /** The version of Python that pickled it, such as `3.11`. */
  readonly python?: string | undefined;
  /** What its results are written with; dill by default. */
  readonly serializer?: TaskSerializer | undefined;
  readonly memoryMb?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** Tag of a task function: the id of the principal that registered it. */
const OWNER_TAG = 'skein:registered-by';
const SERIALIZER_VARIABLE = 'SKEIN_TASK_SERIALIZER';
const NOTHING = Buffer.from('null');

/**
 * Registers a pickled callable as a function and gives its id. The payload is opened once, in a sandbox of the new function, which stays
 * for its first task. Rejects with `invalid_payload`, `runtime_not_installed`, `task_libraries_missing`, `invalid_parameter`,
 * `access_denied`, and with what keeps a function from being called, such as `no_capacity`.
 */
export async function registerFunction(context: AppContext, principal: Principal, input: RegisterFunctionInput): Promise<string> {
  requireAccess(principal, input.name);
  const pickle = Buffer.from(checkPayload(input.payload), 'base64');
  const functionId = context.newId();
  const functionName = taskFunctionName(functionId);
  const python = input.python ?? (await context.tasks.packager.defaultPython());
  const settings = settingsOf(context, functionName, python, input);
  const tags = { [OWNER_TAG]: principal.id };
  checkSettings(settings);
  checkTags(tags);
  const createdAtMs = context.clock.nowMs();
  const revision: Revision = {
    ...context.scope,
    id: context.newId(),
    functionName,
    number: 1,
    settings,
    package: await storeCode(context, await context.tasks.packager.pack(python, pickle)),
    createdAtMs,
    state: 'Active',
  };
  try {
    await openOnce(context, principal, revision);
    await context.functionWriter.createFunction({ ...context.scope, name: functionName, tags, createdAtMs }, revision);
  } catch (error) {
    context.host.retire(revision.id);
    context.collectPackages();
    throw error;
  }
  return functionId;
}

function settingsOf({ scope }: AppContext, functionName: string, python: string, input: RegisterFunctionInput): Revision['settings'] {
  return completeSettings(functionName, {
    runtime: `python${python}`,
    handler: TASK_HANDLER,
    role: `arn:aws:iam::${scope.account}:role/skein`,
    description: input.name,
    memoryMb: input.memoryMb ?? TASK_MEMORY_DEFAULT_MB,
    timeoutSeconds: input.timeoutSeconds ?? TASK_TIMEOUT_DEFAULT_SECONDS,
    environment: { [SERIALIZER_VARIABLE]: input.serializer ?? 'dill' },
  });
}

/** A call without a payload: the runtime opens the function when it loads, and what that raises is the answer. */
async function openOnce(context: AppContext, principal: Principal, revision: Revision): Promise<void> {
  await context.host.prepare(revision);
  const settings = { ...revision.settings, timeoutSeconds: Math.min(TASK_OPEN_MAX_SECONDS, revision.settings.timeoutSeconds) };
  const chunks: Buffer[] = [];
  const invocation = {
    id: context.newId(),
    target: { version: LATEST, revision: { ...revision, settings } },
    qualifier: undefined,
    kind: 'request',
    body: NOTHING,
    clientContext: undefined,
    traceId: undefined,
    principal,
    callDepth: undefined,
    receivedAtMs: context.clock.nowMs(),
  } as const;
  const { error } = await context.invoker.invoke(invocation, { response: { write: (chunk) => void chunks.push(chunk) } });
  if (error !== undefined) throw new SkeinError('invalid_payload', { reason: `opening it failed: ${reasonOf(Buffer.concat(chunks))}` });
}

function reasonOf(document: Buffer): string {
  const { errorType, errorMessage } = JSON.parse(document.toString()) as Readonly<Record<'errorType' | 'errorMessage', string>>;
  return `${errorType}: ${errorMessage}`;
}
