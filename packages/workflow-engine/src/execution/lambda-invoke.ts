import { runtimeFailure } from '../failure.ts';
import { isObject, memberOf, parseJson, tryParseJson, writeJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { InvokeCommand, TaskSucceeded } from './engine-events.ts';
import type { JsonText } from './execution-state.ts';

const KINDS: ReadonlyMap<string, InvokeCommand['kind']> = new Map([
  ['RequestResponse', 'request'],
  ['Event', 'event'],
  ['DryRun', 'dry-run'],
]);

/** Reads the parameters of `lambda:invoke`, which are those of Lambda's `Invoke`. */
export function readInvocation(parameters: JsonText): Omit<InvokeCommand, 'type' | 'taskId'> {
  const value = parseJson(parameters);
  if (!isObject(value)) throw runtimeFailure('The Parameters of lambda:invoke must be an object');
  const functionName = readString(value, 'FunctionName');
  if (functionName === undefined) throw runtimeFailure("The field 'FunctionName' of lambda:invoke is missing");
  const kind = KINDS.get(readString(value, 'InvocationType') ?? 'RequestResponse');
  if (kind === undefined) throw runtimeFailure("The field 'InvocationType' of lambda:invoke must be RequestResponse, Event or DryRun");
  const qualifier = readString(value, 'Qualifier');
  const clientContext = readString(value, 'ClientContext');
  return {
    functionName,
    kind,
    payload: readPayload(value),
    logTail: readString(value, 'LogType') === 'Tail',
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(clientContext === undefined ? {} : { clientContext }),
  };
}

/** A text is sent as it is, everything else as JSON; nothing stands for an empty object. */
function readPayload(parameters: JsonObject): JsonText {
  const payload = memberOf(parameters, 'Payload') ?? null;
  if (payload === null) return '{}';
  return typeof payload === 'string' ? payload : writeJson(payload);
}

function readString(parameters: JsonObject, field: string): string | undefined {
  const value = memberOf(parameters, field);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw runtimeFailure(`The field '${field}' of lambda:invoke must be a string`);
}

/** What `lambda:invoke` answers: the function's answer with what Lambda's HTTP interface says around it. */
export function writeInvocationResult(event: TaskSucceeded, nowMs: number): JsonText {
  const { executedVersion: version = '$LATEST', statusCode = 200 } = event;
  const headers = listHeaders(event, version, nowMs);
  const all = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value]]);
  return writeJson({
    ExecutedVersion: version,
    ...(event.logResult === undefined ? {} : { LogResult: event.logResult }),
    Payload: tryParseJson(event.payload) ?? event.payload,
    SdkHttpMetadata: { AllHttpHeaders: Object.fromEntries(all), HttpHeaders: headers, HttpStatusCode: statusCode },
    SdkResponseMetadata: { RequestId: event.requestId ?? '' },
    StatusCode: statusCode,
  });
}

function listHeaders(event: TaskSucceeded, version: string, nowMs: number): Readonly<Record<string, string>> {
  return {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(event.payload)),
    'Content-Type': 'application/json',
    Date: new Date(nowMs).toUTCString(),
    'X-Amz-Executed-Version': version,
    ...(event.logResult === undefined ? {} : { 'X-Amz-Log-Result': event.logResult }),
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': event.requestId ?? '',
    'X-Amzn-Trace-Id': event.traceId ?? '',
  };
}
