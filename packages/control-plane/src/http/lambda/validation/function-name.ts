import { FUNCTION_NAME_MAX_LENGTH, SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';
import { failed, hasLengthUpTo, matches, refuseViolations } from './constraints.ts';
import type { Violation } from './constraints.ts';

/** What a name, a partial or a full ARN leads to. */
export interface NamedFunction {
  readonly functionName: string;
  /** The qualifier behind the name, or the separate one. */
  readonly qualifier: string | undefined;
}

const PLACE = '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?';
const NEW_NAME = `${PLACE}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`;
const EXISTING_NAME = `${PLACE}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const QUALIFIER = '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+';
const NEW_NAME_MAX_LENGTH = 140;
const EXISTING_NAME_MAX_LENGTH = 256;
const QUALIFIER_MAX_LENGTH = 128;

/** Groups of the patterns above, by their numbers. */
const REGION = 3;
const ACCOUNT = 9;
const NAME = 11;
const QUALIFIER_IN_NAME = 13;

/**
 * Reads the name of a function that is to be created; a qualifier behind it is accepted and means nothing, as in Lambda.
 * Throws `validation_failed`, `invalid_value`, `function_not_found`.
 */
export function readNewFunctionName(text: string, scope: Scope): string {
  refuseViolations([...hasLengthUpTo('functionName', text, NEW_NAME_MAX_LENGTH), ...matches('functionName', text, NEW_NAME)]);
  const { functionName } = parse(text, NEW_NAME, scope);
  if (functionName.length > FUNCTION_NAME_MAX_LENGTH) {
    const violation = failed('functionName', functionName, `have length less than or equal to ${FUNCTION_NAME_MAX_LENGTH}`);
    throw new SkeinError('invalid_value', { text: `1 validation error detected: ${violation}` });
  }
  return functionName;
}

/** Reads the name of an existing function and the qualifier. Throws `validation_failed`, `invalid_value`, `function_not_found`. */
export function readFunctionName(text: string, qualifier: string | undefined, scope: Scope): NamedFunction {
  refuseViolations([
    ...(qualifier === undefined ? [] : checkQualifier(qualifier)),
    ...hasLengthUpTo('functionName', text, EXISTING_NAME_MAX_LENGTH),
    ...matches('functionName', text, EXISTING_NAME),
  ]);
  const named = parse(text, EXISTING_NAME, scope);
  if (named.qualifier !== undefined && qualifier !== undefined && named.qualifier !== qualifier) {
    throw new SkeinError('invalid_value', {
      text: 'The derived qualifier from the function name does not match the specified qualifier.',
    });
  }
  return { functionName: named.functionName, qualifier: named.qualifier ?? qualifier };
}

function checkQualifier(qualifier: string): readonly Violation[] {
  return [...hasLengthUpTo('qualifier', qualifier, QUALIFIER_MAX_LENGTH), ...matches('qualifier', qualifier, QUALIFIER)];
}

/** Takes apart a text that the pattern is known to match. */
function parse(text: string, pattern: string, scope: Scope): NamedFunction {
  const groups = new RegExp(`^${pattern}$`).exec(text) ?? [];
  const functionName = groups[NAME] ?? '';
  const region = groups[REGION]?.slice(0, -1) ?? scope.region;
  const account = groups[ACCOUNT]?.slice(0, -1) ?? scope.account;
  if (region !== scope.region) throw new SkeinError('function_not_found', { functionName, region });
  if (account !== scope.account) throw new SkeinError('function_not_found', { functionName, account });
  return { functionName, qualifier: groups[QUALIFIER_IN_NAME] };
}
