import { SkeinError } from '@skein/contracts';
import type { Scope } from '@skein/contracts';

/** The name in the ARN of a state machine. Throws `invalid_arn`. */
export function readMachineArn(arn: string, scope: Scope): string {
  const [name = '', ...rest] = readArn(arn, 'stateMachine', scope);
  if (rest.length > 0) throw new SkeinError('invalid_arn', { reason: 'Versions and aliases of state machines are not offered yet' });
  return name;
}

/** The names in the ARN of an execution. Throws `invalid_arn`. */
export function readExecutionArn(arn: string, scope: Scope): { readonly workflowName: string; readonly executionName: string } {
  const [workflowName = '', executionName = ''] = readArn(arn, 'execution', scope);
  return { workflowName, executionName };
}

function readArn(arn: string, type: string, scope: Scope): readonly string[] {
  const [prefix, , service, region, account, resourceType, ...names] = arn.split(':');
  if (prefix !== 'arn' || service !== 'states') throw new SkeinError('invalid_arn', { reason: `Invalid ARN prefix: ${arn}` });
  if (resourceType !== type) throw new SkeinError('invalid_arn', { reason: `Resource type not valid in this context: ${resourceType}` });
  // Another account or region has nothing here: its names cannot be found.
  const isOwn = region === scope.region && account === scope.account;
  return isOwn ? names : names.map((name) => `${name}@${account}`);
}

/** Times are seconds with a fraction in this API. */
export function seconds(timeMs: number): number {
  return timeMs / 1000;
}
