import { functionArn, toSkeinError } from '@skein/contracts';
import type { ErrorCode, ErrorDetails, Scope, SkeinError } from '@skein/contracts';

/** An error in the words of the Lambda API. */
export interface LambdaError {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  /** Fields besides the message. */
  readonly fields: Readonly<Record<string, string>>;
}

interface Rendering {
  readonly status: number;
  readonly name: string;
  /** AWS's own text for it; the catalogue's, when AWS has none. */
  readonly text?: (error: SkeinError, scope: Scope) => string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Name of the field with the text; the real service is not consistent. */
  readonly messageField?: 'Message' | 'message';
}

const INVALID: Rendering = { status: 400, name: 'InvalidParameterValueException', fields: { Type: 'User' }, messageField: 'message' };
const SERVICE: Rendering = { status: 500, name: 'ServiceException', fields: { Type: 'Service' } };

const INVALID_TOKEN = 'The security token included in the request is invalid.';

const ZIP_TOO_LARGE: Rendering = {
  status: 413,
  name: 'RequestEntityTooLargeException',
  text: ({ details }) => `Zipped size must be smaller than ${details['limitBytes']} bytes`,
};

const RENDERINGS: Partial<Record<ErrorCode, Rendering>> = {
  function_not_found: {
    status: 404,
    name: 'ResourceNotFoundException',
    text: ({ details }, scope) => notFoundText(details, scope),
    fields: { Type: 'User' },
  },
  destination_not_found: { ...INVALID, text: ({ details }) => `The destination ARN ${details['destination']} is invalid.` },
  destination_is_itself: { ...INVALID, text: () => "You can't specify the function as a destination for itself." },
  event_invoke_config_not_found: {
    status: 404,
    name: 'ResourceNotFoundException',
    text: ({ details }, scope) => `The function ${arnOf(details, scope)} doesn't have an EventInvokeConfig`,
    fields: { Type: 'User' },
  },
  function_exists: {
    status: 409,
    name: 'ResourceConflictException',
    text: ({ details }) => `Function already exist: ${details['functionName']}`,
    fields: { Type: 'User' },
    messageField: 'message',
  },
  revision_mismatch: {
    status: 412,
    name: 'PreconditionFailedException',
    text: () =>
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    fields: { Type: 'User' },
    messageField: 'message',
  },
  function_not_ready: {
    status: 409,
    name: 'ResourceConflictException',
    text: ({ details }, scope) => notReadyText(details, scope),
    fields: { Type: 'User' },
    messageField: 'message',
  },
  environment_too_large: {
    ...INVALID,
    text: ({ details }) =>
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. ' +
      `String measured: ${details['text']}`,
  },
  environment_reserved: {
    ...INVALID,
    text: ({ details }) =>
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys ' +
      `that are currently not supported for modification. Reserved keys used in this request: ${details['names']}`,
  },
  package_too_large: { ...INVALID, text: ({ details }) => `Unzipped size must be smaller than ${details['limitBytes']} bytes` },
  invalid_package: { ...INVALID, text: () => `Could not unzip uploaded file. Please check your file, then try to upload again.` },
  too_many_requests: throttled('ConcurrentInvocationLimitExceeded'),
  no_capacity: throttled('ConcurrentInvocationLimitExceeded'),
  request_too_large: {
    status: 413,
    name: 'RequestEntityTooLargeException',
    text: ({ details }) => tooLargeText(details),
  },
  headers_too_large: { status: 431, name: 'RequestEntityTooLargeException' },
  request_timeout: { status: 408, name: 'RequestTimeoutException', messageField: 'message' },
  unsupported_media_type: { status: 415, name: 'UnsupportedMediaTypeException', fields: { Type: 'User' }, messageField: 'message' },
  invalid_request_content: {
    status: 400,
    name: 'InvalidRequestContentException',
    text: ({ details }) => `Could not parse request body into json: Could not parse payload into json: ${details['reason']}`,
    fields: { Type: 'User' },
    messageField: 'message',
  },
  invalid_value: { ...INVALID, text: ({ details }) => String(details['text']) },
  validation_failed: {
    status: 400,
    name: 'ValidationException',
    text: ({ details }) => String(details['reason']),
    messageField: 'message',
  },
  storage_limit: { status: 400, name: 'CodeStorageExceededException', fields: { Type: 'User' } },
  route_not_found: { status: 404, name: 'UnknownOperationException' },
  method_not_allowed: { status: 404, name: 'UnknownOperationException' },
  not_implemented: { status: 501, name: 'UnknownOperationException' },
  signature_incomplete: signature('IncompleteSignatureException', ({ message }) => message),
  signature_invalid: signature('InvalidSignatureException', ({ message }) => message),
  key_missing: signature('MissingAuthenticationTokenException', () => 'Missing Authentication Token'),
  key_invalid: signature('UnrecognizedClientException', () => INVALID_TOKEN),
  key_revoked: signature('UnrecognizedClientException', () => INVALID_TOKEN),
  key_expired: signature('ExpiredTokenException', () => 'The security token included in the request is expired'),
  access_denied: {
    status: 403,
    name: 'AccessDeniedException',
    text: ({ details }, scope) => deniedText(details, scope),
  },
  forbidden_origin: { status: 403, name: 'AccessDeniedException', messageField: 'Message' },
};

/** Who a request is from could not be made out; every service of AWS says it in these words. */
function signature(name: string, text: (error: SkeinError) => string): Rendering {
  return { status: 403, name, text, messageField: 'message' };
}

/** The error as Lambda would say it. Whatever is the caller's fault and has no words of its own there is an invalid parameter. */
export function renderLambdaError(thrown: unknown, scope: Scope): LambdaError {
  const error = toSkeinError(thrown);
  const rendering = findRendering(error) ?? (error.kind.fault === 'user' ? fallback(error) : SERVICE);
  const message = rendering.text?.(error, scope) ?? `${error.message} ${error.kind.remedy}`;
  return {
    status: rendering.status,
    name: rendering.name,
    message,
    fields: { ...rendering.fields, [rendering.messageField ?? 'Message']: message },
  };
}

/** A zip that is too large has an exception of its own, unlike what is in it. */
function findRendering({ code, details }: SkeinError): Rendering | undefined {
  return code === 'package_too_large' && details['what'] === 'zipped' ? ZIP_TOO_LARGE : RENDERINGS[code];
}

function fallback(error: SkeinError): Rendering {
  return { ...INVALID, status: error.kind.httpStatus, messageField: 'message' };
}

function throttled(reason: string): Rendering {
  return {
    status: 429,
    name: 'TooManyRequestsException',
    text: () => 'Rate Exceeded.',
    fields: { Reason: reason, Type: 'User' },
    messageField: 'message',
  };
}

function tooLargeText({ limitBytes, sizeBytes, invocationType, operation = 'InvokeFunction' }: ErrorDetails): string {
  if (invocationType === undefined) return `Request must be smaller than ${limitBytes} bytes for the ${operation} operation`;
  return `${sizeBytes} byte payload is too large for the ${invocationType} invocation type (limit ${limitBytes} bytes)`;
}

function arnOf({ functionName, qualifier }: ErrorDetails, scope: Scope): string {
  return functionArn(scope, String(functionName), qualifier === undefined ? undefined : String(qualifier));
}

/** Lambda says where it looked, but for some operations; for a function of another region it says that instead. */
function notFoundText(details: ErrorDetails, scope: Scope): string {
  const { region, account, text } = details;
  if (text !== undefined) return String(text);
  if (region !== undefined) return `Functions from '${region}' are not reachable in this region ('${scope.region}')`;
  const place = account === undefined ? scope : { ...scope, account: String(account) };
  return `Function not found: ${arnOf(details, place)}`;
}

/** As IAM says it. A key stands for a user of the same name. */
function deniedText({ keyId, operation = 'InvokeFunction', name = '*' }: ErrorDetails, scope: Scope): string {
  return (
    `User: arn:aws:iam::${scope.account}:user/${keyId} is not authorized to perform: lambda:${operation} on resource: ` +
    `${functionArn(scope, String(name))} because no identity-based policy allows the lambda:${operation} action`
  );
}

function notReadyText({ functionName, state }: ErrorDetails, scope: Scope): string {
  const refused = 'The operation cannot be performed at this time.';
  if (state === 'InProgress') return `${refused} An update is in progress for resource: ${functionArn(scope, String(functionName))}`;
  return `${refused} The function is currently in the following state: ${state}`;
}
