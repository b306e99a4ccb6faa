import { compareHistory, hasRecordings, readPassingHistories } from '@skein/workflow-engine/recordings';
import type { HistoryCase, RecordedFunction } from '@skein/workflow-engine/recordings';
import { describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const RECORDED_ACCOUNT = '111111111111';
const OWN_ACCOUNT = '000000000000';
const END = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
/** Cases whose functions or waits take no longer than a test should. */
const LONG = /sleeps 60 s/;
const LOOK_MS = 20;
const CASES_AT_ONCE = 8;

/** The handler that a recording describes, in Python. */
function sourceOf({ behaviour }: RecordedFunction): string {
  const handler = (body: string): string => `def handler(event, context):\n    ${body}\n`;
  if (behaviour === 'returns the event') return handler('return event');
  if (behaviour.startsWith('returns {')) return handler(`return ${behaviour.slice('returns '.length)}`);
  if (behaviour.startsWith('returns the bytes ')) return handler('return b\'"HelloWorld!"\'');
  if (behaviour.startsWith('returns the UTF-8 bytes')) return handler("return ('a' * (257 * 1024)).encode()");
  if (behaviour.startsWith('raises CustomException')) {
    const body = "    def __init__(self):\n        self.message = 'CustomException message'\n";
    return `class CustomException(Exception):\n    message: str\n\n${body}\n\n${handler('raise CustomException()')}`;
  }
  const raised = /raises (Exception\(".*"\))/.exec(behaviour)?.[1];
  if (raised === undefined) throw new Error(`no handler for the behaviour: ${behaviour}`);
  return handler(`raise ${raised}`);
}

interface HistoryAnswer {
  readonly events: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
  readonly nextToken?: string;
}

/** Speaks to the server as if it were the recorded account. */
async function call(server: TestServer, operation: string, body: object): Promise<Record<string, unknown>> {
  const text = JSON.stringify(body).replaceAll(RECORDED_ACCOUNT, OWN_ACCOUNT);
  const answer = await server.call('POST', '/', text, { 'x-amz-target': `AWSStepFunctions.${operation}` });
  if (answer.status !== 200) throw new Error(answer.text);
  return JSON.parse(answer.text.replaceAll(OWN_ACCOUNT, RECORDED_ACCOUNT)) as Record<string, unknown>;
}

async function runCase(server: TestServer, recorded: HistoryCase): Promise<string | undefined> {
  const nameOf = (start: string): string => recorded.transformers.find(([, to]) => to.startsWith(start))?.[0] ?? 'unknown';
  for (const lambda of recorded.lambdas) {
    await server.create(lambda.FunctionName, {
      files: { 'handler.py': sourceOf(lambda) },
      handler: 'handler.handler',
      runtime: 'python3.12',
      settings: { Timeout: 60 },
    });
  }
  const machine = { name: nameOf('<ArnPart'), definition: recorded.definition, roleArn: nameOf('snf_role_arn') };
  const { stateMachineArn } = await call(server, 'CreateStateMachine', machine);
  const { executionArn } = await call(server, 'StartExecution', { stateMachineArn, name: nameOf('<ExecArnPart'), input: recorded.input });
  for (;;) {
    const { events } = (await call(server, 'GetExecutionHistory', { executionArn, maxResults: 1_000 })) as unknown as HistoryAnswer;
    if (END.test(events.at(-1)?.type ?? ''))
      return compareHistory(
        recorded,
        events.map((event) => ({ ...event, timestamp: 'timestamp' })),
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

describe.skipIf(!hasRecordings)(
  'recorded histories, through the API and with functions in sandboxes (needs the folder SKEIN_SHARED)',
  () => {
    test('every case that the engine passes has the recorded history here too', { timeout: 600_000 }, async () => {
      await using server = await startTestServer();
      const cases = readPassingHistories().filter(({ lambdas }) => !lambdas.some(({ behaviour }) => LONG.test(behaviour)));
      const differences: [string, string][] = [];
      const waiting = cases.values();
      const runNext = async (): Promise<void> => {
        for (const recorded of waiting) {
          const difference = await runCase(server, recorded);
          if (difference !== undefined) differences.push([recorded.id, difference]);
        }
      };
      await Promise.all(Array.from({ length: CASES_AT_ONCE }, runNext));
      expect(Object.fromEntries(differences)).toEqual({});
    });
  },
);
