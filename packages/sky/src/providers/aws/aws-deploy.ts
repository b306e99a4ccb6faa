import {
  CreateFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { LambdaClient, Runtime } from '@aws-sdk/client-lambda';
import { SkeinError } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import type { FunctionToDeploy } from '../provider.ts';

/** Time a function may take to become active, in seconds. */
const READY_WITHIN_SECONDS = 120;
const POLL_SECONDS = { minDelay: 1, maxDelay: 5 } as const;
/** A role that was just made cannot be assumed for some seconds; AWS says so in the error, and it is tried again so long. */
const ROLE_TRIES = 15;
const ROLE_PAUSE_MS = 2_000;

/** The role that a function runs as. */
export interface FunctionRole {
  readonly arn: string;
  /** True when it may have been made a moment ago. */
  readonly mayBeNew: boolean;
}

/** Creates the function or brings the one that is there up to date, and gives its ARN when it can be called. */
export async function deployToLambda(lambda: LambdaClient, role: FunctionRole, toDeploy: FunctionToDeploy, clock: Clock): Promise<string> {
  const { name } = toDeploy;
  const created = await createWhenMissing(lambda, role, toDeploy, clock);
  if (created !== undefined) {
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: READY_WITHIN_SECONDS, ...POLL_SECONDS }, { FunctionName: name });
    return created;
  }
  return await update(lambda, role.arn, toDeploy);
}

async function createWhenMissing(
  lambda: LambdaClient,
  role: FunctionRole,
  toDeploy: FunctionToDeploy,
  clock: Clock,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { FunctionArn } = await lambda.send(createCommand(role.arn, toDeploy));
      return FunctionArn ?? toDeploy.name;
    } catch (error) {
      if (hasName(error, 'ResourceConflictException')) return undefined;
      if (!role.mayBeNew || !isRoleTooNew(error) || attempt >= ROLE_TRIES) throw error;
      await new Promise<void>((resolve) => void clock.after(ROLE_PAUSE_MS, resolve));
    }
  }
}

function createCommand(role: string, { name, zip, architecture, ...rest }: FunctionToDeploy): CreateFunctionCommand {
  const { Runtime, Handler, MemorySize, Timeout, Environment } = settingsOf(rest);
  const settings = { Runtime, Handler, MemorySize, Timeout, Environment };
  return new CreateFunctionCommand({ FunctionName: name, Role: role, Code: { ZipFile: zip }, Architectures: [architecture], ...settings });
}

async function update(lambda: LambdaClient, role: string, { name, zip, architecture, ...rest }: FunctionToDeploy): Promise<string> {
  const waiting = { client: lambda, maxWaitTime: READY_WITHIN_SECONDS, ...POLL_SECONDS };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Role: role, ...settingsOf(rest) }));
  await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name });
  const { FunctionArn } = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip, Architectures: [architecture] }),
  );
  await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name });
  if (FunctionArn === undefined) throw new SkeinError('provider_failed', { provider: 'aws', reason: `${name} has no ARN` });
  return FunctionArn;
}

interface LambdaSettings {
  readonly Runtime: Runtime;
  readonly Handler: string;
  readonly MemorySize: number;
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Record<string, string> };
}

function settingsOf({
  runtime,
  handler,
  memoryMb,
  timeoutSeconds,
  environment,
}: Omit<FunctionToDeploy, 'name' | 'zip' | 'architecture'>): LambdaSettings {
  return {
    // The SDK's type lists the runtimes of its own date; the service decides.
    Runtime: runtime as Runtime,
    Handler: handler,
    MemorySize: memoryMb,
    Timeout: timeoutSeconds,
    Environment: { Variables: { ...environment } },
  };
}

function isRoleTooNew(error: unknown): boolean {
  return (
    hasName(error, 'InvalidParameterValueException') && error instanceof Error && error.message.includes('cannot be assumed by Lambda')
  );
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
