import { isArray, isObject, parseJson, writeJson } from '../../src/json.ts';
import type { JsonValue } from '../../src/json.ts';
import type { EngineEvent, InvokeCommand } from '../../src/index.ts';

/** A function that a recorded case creates, and what its handler does. */
export interface RecordedFunction {
  readonly FunctionName: string;
  readonly behaviour: string;
}

/** What invoking a recorded function leads to: an event now, or nothing because it would take longer than any timeout. */
export type InvocationResult = EngineEvent | 'never';

/** Does what the handlers of the recordings do, in the words of Lambda's Python runtime. */
export function invokeRecorded(functions: readonly RecordedFunction[], command: InvokeCommand, requestId: string): InvocationResult {
  const { taskId, payload } = command;
  const name = command.functionName.split(':')[6] ?? command.functionName;
  const found = functions.find(({ FunctionName }) => FunctionName === name);
  if (found === undefined)
    return { type: 'task-failed', taskId, error: 'Lambda.ResourceNotFoundException', cause: notFound(name, requestId) };
  const { behaviour } = found;
  const succeed = (answer: string): EngineEvent => ({
    type: 'task-succeeded',
    taskId,
    payload: answer,
    requestId,
    traceId: 'Root=1-0-0',
    ...(command.logTail ? { logResult: 'bG9n' } : {}),
  });
  if (behaviour === 'returns the event') return succeed(writePython(parseJson(payload)));
  if (behaviour.startsWith('returns {')) return succeed(behaviour.slice('returns '.length));
  if (behaviour.startsWith('returns the bytes ')) return succeed('"HelloWorld!"');
  if (behaviour.startsWith('returns the UTF-8 bytes')) return succeed(`${'a'.repeat(257 * 1024)}`);
  if (behaviour.startsWith('sleeps 60 s')) return 'never';
  const error = raisedError(behaviour);
  return { type: 'task-failed', taskId, error: error.type, cause: writePython({ ...error.document, requestId, stackTrace: [error.line] }) };
}

function raisedError(behaviour: string): { type: string; document: Record<string, string>; line: string } {
  const frame = (line: number, source: string): string => `  File "/var/task/handler.py", line ${line}, in handler\n    ${source}\n`;
  if (behaviour.startsWith('raises CustomException')) {
    return {
      type: 'CustomException',
      document: { errorMessage: '', errorType: 'CustomException' },
      line: frame(9, 'raise CustomException()'),
    };
  }
  const message = /raises Exception\("(.*)"\)/.exec(behaviour)?.[1];
  if (message === undefined) throw new Error(`no stand-in for the behaviour: ${behaviour}`);
  const document = { errorMessage: message, errorType: 'Exception' };
  return { type: 'Exception', document, line: frame(2, `raise Exception("${message}")`) };
}

function notFound(name: string, requestId: string): string {
  const arn = `arn:aws:lambda:us-east-1:111111111111:function:${name}:$LATEST`;
  return `Function not found: ${arn} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`;
}

/** JSON as Python's `json.dumps` writes it: with a space after each comma and colon. */
function writePython(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(writePython).join(', ')}]`;
  if (!isObject(value)) return writeJson(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${writePython(member)}`)
    .join(', ')}}`;
}
