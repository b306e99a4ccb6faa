import {
  DESCRIPTION_MAX_LENGTH,
  EPHEMERAL_STORAGE_MAX_MB,
  EPHEMERAL_STORAGE_MIN_MB,
  HANDLER_MAX_LENGTH,
  MEMORY_MAX_MB,
  MEMORY_MIN_MB,
  TIMEOUT_MAX_SECONDS,
  TIMEOUT_MIN_SECONDS,
} from '@skein/contracts';
import type { SettingsBody } from '../request-body.ts';
import { hasLengthUpTo, isOneOf, isWithin, matches } from './constraints.ts';
import type { Violation } from './constraints.ts';

const ROLE = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
const HANDLER = '[^\\s]+';
const LOG_GROUP = '[\\.\\-_/#A-Za-z0-9]+';
const LOG_GROUP_MAX_LENGTH = 512;
const LOG_FORMATS = ['JSON', 'Text'];
const SNAP_START = ['PublishedVersions', 'None'];
const ARCHITECTURES = ['x86_64', 'arm64'];

/** What Lambda would refuse about the shape of settings before it looks at their meaning. */
export function settingsViolations(body: SettingsBody): readonly Violation[] {
  return [
    ...check(body.Role, (value) => matches('role', value, ROLE)),
    ...check(body.Handler, (value) => [...hasLengthUpTo('handler', value, HANDLER_MAX_LENGTH), ...matches('handler', value, HANDLER)]),
    ...check(body.Description, (value) => hasLengthUpTo('description', value, DESCRIPTION_MAX_LENGTH)),
    ...check(body.MemorySize, (value) => isWithin('memorySize', value, MEMORY_MIN_MB, MEMORY_MAX_MB)),
    ...check(body.Timeout, (value) => isWithin('timeout', value, TIMEOUT_MIN_SECONDS, TIMEOUT_MAX_SECONDS)),
    ...check(body.EphemeralStorage, ({ Size }) =>
      isWithin('ephemeralStorage.size', Size, EPHEMERAL_STORAGE_MIN_MB, EPHEMERAL_STORAGE_MAX_MB),
    ),
    ...check(body.SnapStart?.ApplyOn ?? undefined, (value) => isOneOf('snapStart.applyOn', value, SNAP_START)),
    ...check(body.LoggingConfig?.LogFormat ?? undefined, (value) => isOneOf('loggingConfig.logFormat', value, LOG_FORMATS)),
    ...check(body.LoggingConfig?.LogGroup ?? undefined, (value) => [
      ...hasLengthUpTo('loggingConfig.logGroup', value, LOG_GROUP_MAX_LENGTH),
      ...matches('loggingConfig.logGroup', value, LOG_GROUP),
    ]),
  ];
}

export function architectureViolations(architectures: readonly string[] | undefined): readonly Violation[] {
  if (architectures === undefined) return [];
  const shown = `Value '[${architectures.join(', ')}]' at 'architectures' failed to satisfy constraint: Member must`;
  if (architectures.length > 1) return [`${shown} have length less than or equal to 1`];
  if (architectures.every((architecture) => ARCHITECTURES.includes(architecture))) return [];
  return [`${shown} satisfy constraint: [Member must satisfy enum value set: [${ARCHITECTURES.join(', ')}], Member must not be null]`];
}

function check<T>(value: T | undefined, rule: (value: T) => readonly Violation[]): readonly Violation[] {
  return value === undefined ? [] : rule(value);
}
