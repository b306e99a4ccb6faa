import { SkeinError, findRuntime } from '@skein/contracts';
import type { FunctionSettings } from '@skein/contracts';
import { deprecatedRuntimeText, unknownRuntimeText } from './validation/runtime.ts';
import type { SettingsBody } from './request-body.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The settings a request names, in Skein's words. Throws what Lambda throws for a runtime that cannot be. */
export function readSettingsInput(body: SettingsBody): Partial<FunctionSettings> {
  const input: Partial<Mutable<FunctionSettings>> = {};
  if (body.Runtime !== undefined) input.runtime = checkRuntime(body.Runtime);
  if (body.Role !== undefined) input.role = body.Role;
  if (body.Handler !== undefined) input.handler = body.Handler;
  if (body.Description !== undefined) input.description = body.Description;
  if (body.Timeout !== undefined) input.timeoutSeconds = body.Timeout;
  if (body.MemorySize !== undefined) input.memoryMb = body.MemorySize;
  if (body.EphemeralStorage !== undefined) input.ephemeralStorageMb = body.EphemeralStorage.Size;
  if (body.TracingConfig !== undefined) input.tracingMode = body.TracingConfig.Mode;
  if (body.Environment?.Variables !== undefined) input.environment = body.Environment.Variables;
  if (body.LoggingConfig?.LogGroup) input.logging = { format: 'Text', group: body.LoggingConfig.LogGroup };
  return input;
}

function checkRuntime(name: string): string {
  const runtime = findRuntime(name);
  if (runtime === undefined) throw new SkeinError('invalid_value', { text: unknownRuntimeText(name) });
  if (runtime.deprecated) throw new SkeinError('invalid_value', { text: deprecatedRuntimeText(name) });
  return name;
}

/** The one architecture of a request whose list has been checked; undefined when it names none. */
export function readArchitecture(architectures: readonly string[] | undefined): FunctionSettings['architecture'] | undefined {
  const [architecture] = architectures ?? [];
  return architecture === 'x86_64' || architecture === 'arm64' ? architecture : undefined;
}
