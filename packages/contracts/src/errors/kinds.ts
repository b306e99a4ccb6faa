/**
 * The one catalogue of errors. A kind's name is its stable code; each API renders it in its own words and status.
 * `fault` decides whose problem it is: only `system` faults are alerts.
 */
export interface ErrorKind {
  readonly httpStatus: number;
  readonly fault: 'user' | 'system';
  readonly retryable: boolean;
  /** What happened and why. `{name}` stands for a detail of the error. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

function user(httpStatus: number, message: string, remedy: string): ErrorKind {
  return { httpStatus, fault: 'user', retryable: false, message, remedy };
}

function busy(httpStatus: number, message: string, remedy: string): ErrorKind {
  return { httpStatus, fault: 'user', retryable: true, message, remedy };
}

function system(httpStatus: number, message: string, remedy: string): ErrorKind {
  return { httpStatus, fault: 'system', retryable: true, message, remedy };
}

export const ERROR_KINDS = {
  invalid_parameter: user(400, 'The value of {parameter} is not valid: {reason}', 'Correct the value and send the request again.'),
  invalid_request: user(400, 'The request is not valid: {reason}', 'Correct the request and send it again.'),
  invalid_value: user(400, '{text}', 'Correct the value and send the request again.'),
  validation_failed: user(400, '{reason}', 'Correct the value and send the request again.'),
  invalid_request_content: user(
    400,
    'The request body could not be read as JSON: {reason}',
    'Send a body that is one JSON value in UTF-8.',
  ),
  invalid_package: user(400, 'The code package cannot be used: {reason}', 'Build the zip again and check it with `unzip -t`.'),
  unsupported_runtime: user(
    400,
    'Skein does not run {runtime} yet.',
    'Use a Python or Node.js runtime; `skein doctor` lists what this machine has.',
  ),
  environment_too_large: user(
    400,
    'The environment variables exceed the limit of 4 KB.',
    'Keep large values in a file of the code package.',
  ),
  environment_reserved: user(
    400,
    'The environment may not set {names}: the server sets it itself.',
    'Choose other names for these variables.',
  ),
  runtime_not_installed: user(
    400,
    'No interpreter for {runtime} is installed on this machine: {reason}',
    'Install it, or allow substitution; `skein doctor` says how.',
  ),
  not_implemented: user(501, 'Skein does not offer {operation} yet.', 'See the reference for the operations that exist.'),
  route_not_found: user(404, 'There is no {method} {path}.', 'See the reference for the routes that exist.'),
  method_not_allowed: user(405, '{method} is not allowed on {path}.', 'See the reference for the methods of this route.'),
  unsupported_media_type: user(415, 'A body of type {contentType} is not accepted here.', 'Send application/json.'),
  forbidden_origin: user(
    403,
    'Requests for the host {host} from the origin {origin} are not accepted.',
    'Call the server by its loopback address, not from a web page.',
  ),
  key_missing: user(
    401,
    'The request carries no key.',
    'Send `Authorization: Bearer` with the secret of a key; an admin makes one with `skein keys create`. The skein command takes it from SKEIN_KEY.',
  ),
  key_invalid: user(401, 'The request carries a key that is not known here.', 'Check the secret, and which server it is for.'),
  key_expired: user(401, 'Key {keyId} has expired.', 'Ask an admin for a new one.'),
  key_revoked: user(401, 'Key {keyId} has been revoked.', 'Ask an admin for a new one.'),
  signature_incomplete: user(403, '{reason}', "Sign the request as AWS's tools do."),
  signature_invalid: user(403, '{reason}', 'Check the secret of the key, the clock of this machine, region and service.'),
  key_not_found: user(404, 'There is no key {keyId}.', 'See `skein keys list`.'),
  key_limit: user(400, 'There are {limit} keys that neither expired nor were revoked.', 'Revoke keys that are not needed any more.'),
  first_key_not_admin: user(400, 'The first key must be for an admin: from then on only an admin can make others.', 'Use the role admin.'),
  access_denied: user(
    403,
    'Key {keyId} does not allow {what}.',
    'Use a key whose role and function names allow it; `skein keys list` shows them.',
  ),
  destination_not_found: user(400, 'There is no function {destination} that could be told of events.', 'Create the function first.'),
  destination_is_itself: user(400, 'Function {functionName} cannot be told of its own events.', 'Name another function.'),
  event_invoke_config_not_found: user(
    404,
    'Nothing is set for the events of {functionName}:{qualifier}.',
    'Set it with PutFunctionEventInvokeConfig; what is not set is as the server has it.',
  ),
  function_not_found: user(404, 'Function {functionName} does not exist.', 'Create it first; `skein list` shows what exists.'),
  function_exists: user(409, 'Function {functionName} exists already.', 'Update it, or choose another name.'),
  revision_mismatch: user(
    412,
    'Function {functionName} has changed since revision {expected}.',
    'Read the function again and repeat the change on its present revision.',
  ),
  function_not_ready: busy(
    409,
    'Function {functionName} is in state {state} and cannot be used yet.',
    'Wait until its state is Active and try again.',
  ),
  event_not_found: user(
    404,
    'No event {eventId} is known.',
    'Events that ran without an error are gone; those that were given up are kept for a day.',
  ),
  unprocessable: user(422, 'The request does not have the shape of its route: {reason}', 'Correct the places that the answer names.'),
  invalid_payload: user(400, 'The payload cannot be used: {reason}', 'Send the pickle of dill or cloudpickle as Base64 text.'),
  task_not_found: user(404, 'No task {taskId} is known.', 'Results are kept for seven days; check the id.'),
  task_started: user(409, 'Task {taskId} cannot be cancelled any more: it has been started.', 'Wait for its result.'),
  task_libraries_missing: system(
    503,
    'dill and cloudpickle, which tasks need, could not be installed: {reason}',
    'Run `skein setup tasks` where a Python package index can be reached.',
  ),
  invocation_not_found: user(
    404,
    'No invocation {invocationId} is known.',
    'Records are kept for a limited number of invocations; check the id.',
  ),
  request_too_large: user(413, 'The request is larger than {limitBytes} bytes.', 'Send less, or hand large data over by reference.'),
  headers_too_large: user(
    431,
    'The head of the request, its path and query included, is larger than {limitBytes} bytes.',
    'Send shorter headers; put what is long into the body.',
  ),
  request_timeout: user(408, 'The request did not arrive in time.', 'Send the whole request without long pauses.'),
  package_too_large: user(
    400,
    'The code is {sizeBytes} bytes; at most {limitBytes} are allowed {what}.',
    'Leave out what the function does not need.',
  ),
  storage_limit: user(
    400,
    'Storing this package would exceed the code storage limit of {limitBytes} bytes.',
    'Delete functions that are no longer needed.',
  ),
  too_many_requests: busy(429, 'The limit of {limit} concurrent executions is reached.', 'Try again in a moment, or raise the limit.'),
  too_many_followers: busy(429, 'The limit of {limit} clients that follow logs is reached.', 'Close one of them, or try again later.'),
  no_capacity: busy(
    429,
    'No room: {neededMb} MB are needed and {budgetMb} MB are in use by running functions.',
    'Try again in a moment, or raise MEMORY_BUDGET_MB.',
  ),
  call_not_allowed: user(
    403,
    'Function {functionName} may not call {calledName}: its tag {tag} does not name it.',
    'Set the tag to the names it may call, separated by spaces; * stands for any part of a name.',
  ),
  calls_too_deep: user(
    400,
    'More than {limit} functions have called each other in a row.',
    'Look for a function that calls itself, directly or through others.',
  ),
  sandbox_failed: system(
    502,
    'The sandbox for {functionName} could not be made ready: {reason}',
    'See the server log; `skein doctor` checks the sandbox drivers.',
  ),
  driver_unavailable: system(
    500,
    'The sandbox driver {driver} cannot be used: {reason}',
    '`skein doctor` says what is missing and how to get it.',
  ),
  storage_failed: system(500, 'The data folder could not be written: {reason}', 'Check free space and permissions of the data folder.'),
  shutting_down: system(503, 'The server is shutting down.', 'Try again when it is back.'),
  invalid_configuration: user(
    400,
    'The setting {setting} is not valid: {reason}',
    'Correct it; docs/reference/config.md lists every setting.',
  ),
  invalid_price_book: user(400, 'The price book cannot be used: {reason}', 'Correct the file; docs/guides/prices.md describes the format.'),
  price_plan_not_found: user(
    404,
    'The price book of {version} has no plan {plan}.',
    'See `skein sky prices` for the plans, or add one of your own.',
  ),
  provider_not_found: user(404, 'There is no provider {provider}.', '`skein sky providers` lists those of this server.'),
  placement_not_found: user(404, 'Function {functionName} is not placed anywhere else.', 'Place it with `skein sky deploy`.'),
  provider_unreachable: busy(
    503,
    'The provider {provider} could not be reached: {reason}',
    'Nothing ran. Check its address and the network, and try again.',
  ),
  provider_throttled: busy(429, 'The provider {provider} has no room for another call.', 'Nothing ran. Try again in a moment.'),
  provider_refused: user(400, 'The provider {provider} refused: {reason}', 'Nothing ran. Correct what the text names.'),
  provider_failed: system(
    502,
    'The provider {provider} gave no usable answer: {reason}',
    'The function may have run. Look at its effects before you call it again.',
  ),
  unreachable: user(
    503,
    'No Skein server answers at {endpoint}: {reason}',
    'Start one with `skein up`, or name another with --endpoint or SKEIN_ENDPOINT.',
  ),
  refused: user(400, '{text} ({name}, status {status})', 'Correct the request as the text says and send it again.'),
  workflow_not_found: user(404, 'Workflow {workflowName} does not exist.', 'Create it first; check its name.'),
  workflow_exists: user(409, 'Workflow {workflowName} exists already.', 'Update it, or choose another name.'),
  execution_exists: user(409, 'Execution {executionName} exists already.', 'Choose another name: one name stands for one execution.'),
  execution_not_found: user(404, 'Execution {executionName} of workflow {workflowName} does not exist.', 'Check both names.'),
  invalid_arn: user(400, "Invalid Arn: '{reason}'", 'Use an ARN as another answer of this API has it.'),
  invalid_name: user(400, "Invalid Name: '{name}'", 'Use 1 to 80 characters: letters, digits, hyphens, underscores and dots are safe.'),
  invalid_token: user(400, "Invalid Token: '{reason}'", 'Use the token of the page before, as it was given.'),
  invalid_execution_input: user(400, "Invalid State Machine Execution Input: '{reason}'", 'Send one JSON value of at most 256 KiB.'),
  execution_changed: system(409, 'Another step of execution {executionId} was stored first.', 'Read the execution again and decide anew.'),
  lease_lost: system(409, 'The lease of epoch {epoch} is over: another process runs the executions.', 'Stop; what is open goes on there.'),
  invalid_definition: user(
    400,
    "Invalid State Machine Definition: '{reason}'",
    'Correct the places that the message names; all of them are listed.',
  ),
  invalid_experiment: user(400, 'The experiment {name} is not valid: {reason}.', 'Correct its definition or the values given for it.'),
  experiment_not_found: user(404, 'There is no experiment {name}.', '`skein lab list` shows those that exist.'),
  run_not_found: user(404, 'There is no run {runId}.', '`skein lab status` shows every run.'),
  run_interrupted: user(
    409,
    'Run {runId} of {experiment} on {provider} was interrupted while it was {status}.',
    'Go on with it by --resume and its id, or give it up by --abandon and its id, which removes what it deployed.',
  ),
  budget_exceeded: user(
    400,
    'The experiment costs about {estimateUsd} USD, or has cost that much; at most {maxUsd} USD are allowed.',
    'Raise --max-usd, or make the experiment smaller.',
  ),
  usage: user(400, '{reason}', 'Run the command with --help.'),
  build_failed: user(400, 'The dependencies could not be installed: {reason}', 'Run the named command by hand to see its whole output.'),
  internal: system(500, 'Something went wrong inside Skein: {reason}', 'This is a fault of Skein. The server log has the details.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;
