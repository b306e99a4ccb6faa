import { SkeinError, TAGS_MAX_COUNT } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import { matches, refuseViolations } from './constraints.ts';
import { readFunctionName } from './function-name.ts';

const RESOURCE =
  'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:' +
  '(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|' +
  'event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)';
const FUNCTION_RESOURCE = /^(?:[^:]*:){5}function:/;

/** The function whose tags an ARN stands for. Throws `validation_failed`, `invalid_value`, `not_implemented`, `function_not_found`. */
export function readTaggedFunction(resource: string, scope: Scope): string {
  refuseViolations(matches('resource', resource, RESOURCE));
  if (!FUNCTION_RESOURCE.test(resource)) throw new SkeinError('not_implemented', { operation: 'tags of anything but functions' });
  const { functionName, qualifier } = readFunctionName(resource, undefined, scope);
  if (qualifier !== undefined) {
    throw new SkeinError('invalid_value', {
      text: 'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    });
  }
  return functionName;
}

/** Throws `invalid_value` when there are more tags than one function may have. */
export function refuseTooManyTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length <= TAGS_MAX_COUNT) return;
  throw new SkeinError('invalid_value', { text: 'Number of tags exceeds resource tag limit.' });
}
