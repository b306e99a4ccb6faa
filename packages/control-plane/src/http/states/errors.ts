import { executionArn, toSkeinError, workflowArn } from '@skein/contracts';
import type { ErrorCode, Scope, SkeinError } from '@skein/contracts';

interface Rendering {
  readonly name: string;
  /** 400 for what has none. */
  readonly status?: number;
  /** AWS's own text for it; the catalogue's, when that is AWS's. */
  readonly text?: (error: SkeinError, scope: Scope) => string;
}

const INVALID_TOKEN: Rendering = {
  name: 'UnrecognizedClientException',
  status: 403,
  text: () => 'The security token included in the request is invalid.',
};

const RENDERINGS: Partial<Record<ErrorCode, Rendering>> = {
  workflow_not_found: {
    name: 'StateMachineDoesNotExist',
    text: ({ details }, scope) => `State Machine Does Not Exist: '${machineOf(details, scope)}'`,
  },
  workflow_exists: {
    name: 'StateMachineAlreadyExists',
    text: ({ details }, scope) => `State Machine Already Exists: '${machineOf(details, scope)}'`,
  },
  execution_not_found: {
    name: 'ExecutionDoesNotExist',
    text: ({ details }, scope) => `Execution Does Not Exist: '${executionOf(details, scope)}'`,
  },
  execution_exists: {
    name: 'ExecutionAlreadyExists',
    text: ({ details }, scope) => `Execution Already Exists: '${executionOf(details, scope)}'`,
  },
  invalid_definition: { name: 'InvalidDefinition' },
  invalid_name: { name: 'InvalidName' },
  invalid_arn: { name: 'InvalidArn' },
  invalid_token: { name: 'InvalidToken' },
  invalid_execution_input: { name: 'InvalidExecutionInput' },
  signature_incomplete: { name: 'IncompleteSignatureException', status: 403 },
  signature_invalid: { name: 'InvalidSignatureException', status: 403 },
  key_missing: { name: 'MissingAuthenticationTokenException', status: 403, text: () => 'Missing Authentication Token' },
  key_invalid: INVALID_TOKEN,
  key_revoked: INVALID_TOKEN,
  key_expired: { name: 'ExpiredTokenException', status: 403, text: () => 'The security token included in the request is expired' },
  access_denied: { name: 'AccessDeniedException', status: 403, text: ({ details }, scope) => deniedText(details, scope) },
  not_implemented: { name: 'UnknownOperationException' },
};

type Details = SkeinError['details'];

function machineOf(details: Details, scope: Scope): string {
  return workflowArn(scope, String(details['workflowName']));
}

function executionOf(details: Details, scope: Scope): string {
  return executionArn(scope, String(details['workflowName']), String(details['executionName']));
}

/** As IAM says it. A key stands for a user of the same name. */
function deniedText({ keyId, operation, name = '*' }: Details, scope: Scope): string {
  return (
    `User: arn:aws:iam::${scope.account}:user/${keyId} is not authorized to perform: states:${operation} on resource: ` +
    `${workflowArn(scope, String(name))} because no identity-based policy allows the states:${operation} action`
  );
}

/** An error in the words of the Step Functions API: its name is in the body, and every fault of the user is a 400 unless it is about the key. */
export function renderStatesError(thrown: unknown, scope: Scope): { readonly status: number; readonly body: object } {
  const error = toSkeinError(thrown);
  const isUserFault = error.kind.fault === 'user';
  const rendering: Rendering = RENDERINGS[error.code] ?? { name: isUserFault ? 'ValidationException' : 'InternalFailure' };
  const message = rendering.text ? rendering.text(error, scope) : error.message;
  return { status: isUserFault ? (rendering.status ?? 400) : 500, body: { __type: rendering.name, message } };
}
