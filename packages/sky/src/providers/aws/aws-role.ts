import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import { SkeinError } from '@skein/contracts';
import { isMissing } from './aws-errors.ts';

/** One role for all functions that Skein brings to an account: they may write their logs, and nothing else. */
const ROLE_NAME = 'skein-placed-function';
const LOGS_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** The ARN of the role, which is made when the account does not have it yet. It stays when functions are removed. */
export async function ensureRole(iam: IAMClient): Promise<string> {
  const arn = (await findRole(iam)) ?? (await createRole(iam));
  // Attaching again changes nothing; it mends a role whose making was cut short.
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn: LOGS_POLICY }));
  return arn;
}

async function findRole(iam: IAMClient): Promise<string | undefined> {
  try {
    return (await iam.send(new GetRoleCommand({ RoleName: ROLE_NAME }))).Role?.Arn;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function createRole(iam: IAMClient): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: ROLE_NAME,
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
      Description: 'Functions that Skein has placed here',
    }),
  );
  if (Role?.Arn === undefined) throw new SkeinError('provider_failed', { provider: 'aws', reason: 'the role that was made has no ARN' });
  return Role.Arn;
}
