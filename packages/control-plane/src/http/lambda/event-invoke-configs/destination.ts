import { SkeinError } from '@skein/contracts';
import type { EventDestination, Scope } from '@skein/contracts';
import { hasLengthUpTo, matches } from '../validation/constraints.ts';
import type { Violation } from '../validation/constraints.ts';

const DESTINATION =
  '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:' +
  '((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)';
const DESTINATION_MAX_LENGTH = 350;
const FUNCTION =
  /^arn:aws:lambda:(?<region>[^:]+):(?<account>[^:]+):function:(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;
/** Of AWS's services that take records besides Lambda: they are not here, whatever else is right about their ARNs. */
const OTHER_SERVICE = /^(kafka:|arn:[^:]*:(sqs|sns|events|s3):)/;

/** The ARNs of a request, which an error shows both. */
export interface DestinationArns {
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
}

export function checkDestination(field: string, arn: string | undefined): readonly Violation[] {
  if (arn === undefined) return [];
  return [...hasLengthUpTo(field, arn, DESTINATION_MAX_LENGTH), ...matches(field, arn, DESTINATION)];
}

/** The function that an ARN names. Throws `invalid_value` for anything but a function of this account and region. */
export function readDestination(arn: string | undefined, arns: DestinationArns, scope: Scope): EventDestination | undefined {
  if (arn === undefined) return undefined;
  if (OTHER_SERVICE.test(arn)) throw invalid(`${invalidArn(arn)} Skein sends records of events to functions of the same server only.`);
  if (!/^arn:[^:]*:lambda:/.test(arn)) throw invalid(`The provided destination config ${describe(arns)} is invalid.`);
  const { region, account, name, qualifier } = FUNCTION.exec(arn)?.groups ?? {};
  if (name === undefined || region !== scope.region || account !== scope.account) throw invalid(invalidArn(arn));
  return { functionName: name, ...(qualifier === undefined ? {} : { qualifier }) };
}

function invalidArn(arn: string): string {
  return `The destination ARN ${arn} is invalid.`;
}

function invalid(text: string): SkeinError {
  return new SkeinError('invalid_value', { text });
}

function describe({ onSuccess, onFailure }: DestinationArns): string {
  const success = onSuccess === undefined ? 'null' : `OnSuccess(destination=${onSuccess})`;
  const failure = onFailure === undefined ? 'null' : `OnFailure(destination=${onFailure})`;
  return `DestinationConfig(onSuccess=${success}, onFailure=${failure})`;
}
