import {
  DESCRIPTION_MAX_LENGTH,
  ENVIRONMENT_MAX_BYTES,
  EPHEMERAL_STORAGE_MAX_MB,
  EPHEMERAL_STORAGE_MIN_MB,
  FUNCTION_NAME_MAX_LENGTH,
  HANDLER_MAX_LENGTH,
  MEMORY_MAX_MB,
  MEMORY_MIN_MB,
  SkeinError,
  TAGS_MAX_COUNT,
  TAG_KEY_MAX_LENGTH,
  TAG_VALUE_MAX_LENGTH,
  TIMEOUT_MAX_SECONDS,
  TIMEOUT_MIN_SECONDS,
} from '@skein/contracts';
import type { FunctionSettings } from '@skein/contracts';

const FUNCTION_NAME = /^[A-Za-z0-9_-]+$/;
const HANDLER = /^\S+$/;
/** What Lambda sets, and what it keeps to itself: "Reserved environment variables" in its developer guide. */
const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]+$/;

const RESERVED_TAG = /^aws:/i;

/** Throws `invalid_parameter` unless the text can name a function. */
export function checkFunctionName(functionName: string): void {
  demand('functionName', FUNCTION_NAME.test(functionName), 'only letters, digits, hyphens and underscores may be used.');
  demandLength('functionName', functionName, FUNCTION_NAME_MAX_LENGTH);
}

/** Checks all that can be known before a function runs. Throws `invalid_parameter` naming the setting, `environment_too_large` or `environment_reserved`. */
export function checkSettings(settings: FunctionSettings): void {
  demand('handler', HANDLER.test(settings.handler), 'it must have at least one character and no white space.');
  demandLength('handler', settings.handler, HANDLER_MAX_LENGTH);
  demandLength('description', settings.description, DESCRIPTION_MAX_LENGTH);
  demandRange('memoryMb', settings.memoryMb, MEMORY_MIN_MB, MEMORY_MAX_MB);
  demandRange('timeoutSeconds', settings.timeoutSeconds, TIMEOUT_MIN_SECONDS, TIMEOUT_MAX_SECONDS);
  demandRange('ephemeralStorageMb', settings.ephemeralStorageMb, EPHEMERAL_STORAGE_MIN_MB, EPHEMERAL_STORAGE_MAX_MB);
  checkArchitecture(settings.architecture);
  checkEnvironment(settings.environment ?? {});
}

/** Throws `invalid_parameter` when there are too many tags, or one is too long. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  demand('tags', Object.keys(tags).length <= TAGS_MAX_COUNT, `at most ${TAGS_MAX_COUNT} tags are allowed.`);
  for (const [key, value] of Object.entries(tags)) {
    demand('tags', key !== '', 'the key of a tag may not be empty.');
    demand('tags', !RESERVED_TAG.test(key), 'keys that begin with aws: are reserved.');
    demandLength('tags', key, TAG_KEY_MAX_LENGTH);
    demandLength('tags', value, TAG_VALUE_MAX_LENGTH);
  }
}

/** Code for another processor would fail at its first call; it is refused when it is registered. */
function checkArchitecture(architecture: FunctionSettings['architecture']): void {
  const machine = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  demand('architecture', architecture === machine, `this machine runs ${machine} and cannot run ${architecture}.`);
}

function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(environment);
  if (Buffer.byteLength(text) > ENVIRONMENT_MAX_BYTES) throw new SkeinError('environment_too_large', { text });
  const reserved = Object.keys(environment).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) throw new SkeinError('environment_reserved', { names: reserved.join(', ') });
  for (const [name, value] of Object.entries(environment)) {
    demand(
      'environment',
      VARIABLE_NAME.test(name),
      `${JSON.stringify(name)} cannot name a variable: two or more letters, digits or underscores, a letter first.`,
    );
    demand('environment', !value.includes('\0'), `the value of ${name} contains a zero byte.`);
  }
}

function demandRange(parameter: string, value: number, lowest: number, highest: number): void {
  const fits = Number.isInteger(value) && value >= lowest && value <= highest;
  demand(parameter, fits, `${value} is not a whole number from ${lowest} to ${highest}.`);
}

function demandLength(parameter: string, text: string, limit: number): void {
  demand(parameter, text.length <= limit, `it has ${text.length} characters; at most ${limit} are allowed.`);
}

function demand(parameter: string, isMet: boolean, reason: string): void {
  if (!isMet) throw new SkeinError('invalid_parameter', { parameter, reason });
}
