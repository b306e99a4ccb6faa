import { EPHEMERAL_STORAGE_DEFAULT_MB, MEMORY_DEFAULT_MB, TIMEOUT_DEFAULT_SECONDS } from '@skein/contracts';
import type { FunctionSettings } from '@skein/contracts';
import type { NewFunctionSettings, SettingsChange } from './function-change.ts';

/** Settings of a new function, with Lambda's defaults for what was not said. */
export function completeSettings(functionName: string, given: NewFunctionSettings): FunctionSettings {
  const defaults: FunctionSettings = {
    runtime: given.runtime,
    handler: given.handler,
    role: given.role,
    description: '',
    memoryMb: MEMORY_DEFAULT_MB,
    timeoutSeconds: TIMEOUT_DEFAULT_SECONDS,
    ephemeralStorageMb: EPHEMERAL_STORAGE_DEFAULT_MB,
    environment: undefined,
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    tracingMode: 'PassThrough',
    logging: { format: 'Text', group: `/aws/lambda/${functionName}` },
  };
  return changeSettings(defaults, given);
}

/** The settings after a change: what the change leaves out stays as it is. */
export function changeSettings(settings: FunctionSettings, change: SettingsChange): FunctionSettings {
  return {
    runtime: change.runtime ?? settings.runtime,
    handler: change.handler ?? settings.handler,
    role: change.role ?? settings.role,
    description: change.description ?? settings.description,
    memoryMb: change.memoryMb ?? settings.memoryMb,
    timeoutSeconds: change.timeoutSeconds ?? settings.timeoutSeconds,
    ephemeralStorageMb: change.ephemeralStorageMb ?? settings.ephemeralStorageMb,
    environment: change.environment ?? settings.environment,
    architecture: change.architecture ?? settings.architecture,
    tracingMode: change.tracingMode ?? settings.tracingMode,
    logging: change.logging ?? settings.logging,
  };
}
