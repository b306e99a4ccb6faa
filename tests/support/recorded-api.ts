import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RecordingMatcher, applyReplacements } from '@skein/workflow-engine/recordings';
import type { TestServer } from './test-server.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const folder = path.resolve(repository, process.env['SKEIN_SHARED'] ?? '../shared', 'data/asl');

/** Whether the folder of recorded cases is there; a stranger's clone does not have it. */
export const hasRecordings: boolean = existsSync(path.join(folder, 'api.jsonl'));

/** A sequence of calls to the real service, with those of its answers that were kept, by a name. */
export interface ApiCase {
  readonly id: string;
  readonly skip_paths: readonly (string | readonly string[])[];
  readonly transformers: readonly (readonly [string, string])[];
  readonly calls: readonly { readonly op: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly expected: Readonly<Record<string, unknown>>;
}

interface ApiAnswer {
  readonly operation: string;
  readonly json: object;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

const OFFERED: ReadonlySet<string> = new Set([
  'create_state_machine',
  'update_state_machine',
  'describe_state_machine',
  'delete_state_machine',
  'list_state_machines',
  'start_execution',
  'describe_execution',
  'stop_execution',
  'list_executions',
  'get_execution_history',
]);
const RECORDED_ACCOUNT = '111111111111';
const OWN_ACCOUNT = '000000000000';
const END = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** Looks at an execution that has to end, and the time between them, in ms. */
const LOOKS = 200;
const LOOK_MS = 25;

export function readApiCases(name: 'api.jsonl' | 'test_state.jsonl'): readonly ApiCase[] {
  const lines = readFileSync(path.join(folder, name), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ApiCase);
}

/** What a case needs that is not offered, or that the recording does not hold. */
export function reasonToPassOver({ calls, expected }: ApiCase): string | undefined {
  if (calls.length === 0) return 'the recording holds no calls';
  const missing = calls.find(({ op }) => !OFFERED.has(op) && op !== 'lambda:create_function');
  if (missing !== undefined) return missing.op.startsWith('fixture:') ? 'other services' : `the operation ${missing.op}`;
  const texts = calls.map(({ args }) => JSON.stringify(args));
  if (texts.some((text) => text.includes('"type":"EXPRESS"'))) return 'state machines of type EXPRESS';
  if (texts.some((text) => text.includes('loggingConfiguration'))) return 'logs of executions';
  if (texts.some((text) => text.includes('"publish":') || text.includes('versionDescription'))) return 'versions of state machines';
  if (texts.some((text) => text.includes('DISTRIBUTED'))) return 'the distributed Map';
  if (texts.some((text) => text.includes('JSONata'))) return 'the query language JSONata';
  return Object.keys(expected).length > calls.length ? 'the recording holds fewer calls than answers' : undefined;
}

/** Makes the calls of a case, and says which of its kept answers has not come, or nothing when all have. */
export async function checkApiCase(server: TestServer, recorded: ApiCase): Promise<string | undefined> {
  const executionNames = recorded.transformers.filter(([, to]) => to.startsWith('<ExecArnPart')).map(([name]) => name);
  const answers: ApiAnswer[] = [];
  for (const [index, call] of recorded.calls.entries()) {
    if (call.op === 'lambda:create_function') continue;
    const named = call.op === 'start_execution' && call.args['name'] === undefined ? { name: executionNames.shift() } : {};
    const isStopped = recorded.calls.slice(index).some(({ op }) => op === 'stop_execution');
    const make = isStopped ? callOnce : callUntilEnded;
    answers.push(await make(server, call.op, { ...call.args, ...named }));
  }
  const matcher = new RecordingMatcher(recorded.skip_paths.flat());
  for (const [name, expected] of Object.entries(recorded.expected)) {
    const differences = answers.map((answer) => matcher.difference(expected, present(asKept(answer, expected), recorded), name));
    const found = differences.indexOf(undefined);
    if (found === -1) return closest(differences) ?? `${name}: no answer was left`;
    answers.splice(0, found + 1);
  }
  return undefined;
}

/** An error was kept as an answer, as the client's exception, or as that exception's text. */
function asKept(answer: ApiAnswer, expected: unknown): unknown {
  const { error, operation } = answer;
  if (error === undefined) return answer.json;
  const text = `An error occurred (${error.code}) when calling the ${operation} operation: ${error.message}`;
  if (typeof expected === 'string') return text;
  const isException = typeof expected === 'object' && expected !== null && 'exception_typename' in expected;
  return isException ? { exception_typename: error.code, exception_value: text } : answer.json;
}

/** The recorder asked again until an execution had ended; what it kept is the last answer. */
async function callUntilEnded(server: TestServer, op: string, args: Readonly<Record<string, unknown>>): Promise<ApiAnswer> {
  for (let looks = 0; ; looks += 1) {
    const answer = await callOnce(server, op, args);
    const isOpen = op === 'get_execution_history' ? !hasEnded(answer.json) : JSON.stringify(answer.json).includes('"status":"RUNNING"');
    if (!isOpen || looks === LOOKS || args['statusFilter'] === 'RUNNING') return answer;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function hasEnded(answer: object): boolean {
  const { events } = answer as { readonly events?: readonly { readonly type: string; readonly id: number }[] };
  const last = events?.toSorted((left, right) => left.id - right.id).at(-1);
  return last === undefined || END.test(last.type);
}

/** An answer in the form in which the recorder's client gives it. */
async function callOnce(server: TestServer, op: string, args: Readonly<Record<string, unknown>>): Promise<ApiAnswer> {
  const operation = op.replaceAll(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const body = JSON.stringify(args).replaceAll(RECORDED_ACCOUNT, OWN_ACCOUNT);
  const { status, text } = await server.call('POST', '/', body, { 'x-amz-target': `AWSStepFunctions.${operation}` });
  const json = JSON.parse(text.replaceAll(OWN_ACCOUNT, RECORDED_ACCOUNT)) as Record<string, unknown>;
  const metadata = { ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status } };
  if (status < 400) return { operation, json: { ...json, ...metadata }, error: undefined };
  const error = { code: String(json['__type']), message: String(json['message']) };
  const shown = { Error: { Code: error.code, Message: error.message }, message: error.message, ...metadata };
  return { operation, json: shown, error };
}

const TIMES: Readonly<Record<string, string>> = {
  creationDate: 'datetime',
  startDate: 'datetime',
  stopDate: 'datetime',
  updateDate: 'datetime',
  timestamp: 'timestamp',
};

function present(answer: unknown, { transformers }: ApiCase): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) => (typeof value === 'number' && key in TIMES ? TIMES[key] : value));
  return JSON.parse(applyReplacements(text, transformers)) as unknown;
}

/** Of several differences the one deepest in an answer: the others are of answers to other calls. */
function closest(differences: readonly (string | undefined)[]): string | undefined {
  const depth = (difference: string | undefined): number => (difference?.split(':')[0] ?? '').length;
  return differences.toSorted((left, right) => depth(right) - depth(left))[0];
}
