import { SkeinError } from '@skein/contracts';

/** What is wrong with one value, in Lambda's words. */
export type Violation = string;

/** Throws Lambda's ValidationException for all violations together, unless there are none. */
export function refuseViolations(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const noun = violations.length === 1 ? 'error' : 'errors';
  throw new SkeinError('validation_failed', { reason: `${violations.length} validation ${noun} detected: ${violations.join('; ')}` });
}

/** The value is missing although it is required. */
export function missing(field: string): Violation {
  return `Value null at '${field}' failed to satisfy constraint: Member must not be null`;
}

/** Checks a whole text against a pattern; the text of the pattern is part of the answer. */
export function matches(field: string, value: string, pattern: string): readonly Violation[] {
  return new RegExp(`^(?:${pattern})$`).test(value) ? [] : [failed(field, value, `satisfy regular expression pattern: ${pattern}`)];
}

export function hasLengthUpTo(field: string, value: string, limit: number): readonly Violation[] {
  return value.length <= limit ? [] : [failed(field, value, `have length less than or equal to ${limit}`)];
}

/** Checks a number against a closed range. */
export function isWithin(field: string, value: number, lowest: number, highest: number): readonly Violation[] {
  if (value < lowest) return [failed(field, value, `have value greater than or equal to ${lowest}`)];
  return value > highest ? [failed(field, value, `have value less than or equal to ${highest}`)] : [];
}

/** A parameter of the query that is given several times comes as a list. */
export function isOnce(field: string, value: string | readonly string[] | undefined): readonly Violation[] {
  return value === undefined || typeof value === 'string' ? [] : [failed(field, value.join(', '), 'be given once')];
}

export function isOneOf(field: string, value: string, allowed: readonly string[]): readonly Violation[] {
  return allowed.includes(value) ? [] : [failed(field, value, `satisfy enum value set: [${allowed.join(', ')}]`)];
}

export function failed(field: string, value: string | number, rule: string): Violation {
  return `Value '${value}' at '${field}' failed to satisfy constraint: Member must ${rule}`;
}
