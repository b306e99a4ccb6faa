import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packFiles } from '@skein/packaging';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
const ROLE = 'arn:aws:iam::000000000000:role/flow';
const COUNT = 100;

/** A machine that is full refuses tasks for a moment: that is not what is tested here. */
const TASK = {
  Type: 'Task',
  Resource: FUNCTION,
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 100 }],
};
const DEFINITION = JSON.stringify({
  StartAt: 'First',
  States: { First: { ...TASK, Next: 'Pause' }, Pause: { Type: 'Wait', Seconds: 1, Next: 'Second' }, Second: { ...TASK, End: true } },
});

let dataDir: string;
let server: ServerProcess;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-kill-'));
});

afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function call(url: string, operation: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'x-amz-target': `AWSStepFunctions.${operation}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

async function createFunction(url: string): Promise<void> {
  const zip = await packFiles({ 'app.py': 'def handler(event, context):\n    return event\n' });
  const settings = { FunctionName: 'echo', Runtime: 'python3.11', Handler: 'app.handler', Role: ROLE };
  const body = JSON.stringify({ ...settings, Code: { ZipFile: zip.toString('base64') } });
  await fetch(`${url}/2015-03-31/functions`, { method: 'POST', body });
}

test(
  'kill -9 with 100 executions in flight: after the restart each ends, recorded once, no transition twice',
  { timeout: 170_000 },
  async () => {
    server = await ServerProcess.start({ SKEIN_DATA: dataDir });
    const { url } = server;
    await createFunction(url);
    const { stateMachineArn } = await call(url, 'CreateStateMachine', { name: 'w', definition: DEFINITION, roleArn: ROLE });
    const inputs = Array.from({ length: COUNT }, (_input, index) => ({ name: `e${index}`, input: `{"n":${index}}` }));
    const started = await Promise.all(inputs.map((input) => call(url, 'StartExecution', { stateMachineArn, ...input })));
    await server.kill();
    server = await ServerProcess.start({ SKEIN_DATA: dataDir });
    const again = server.url;
    for (const [index, { executionArn }] of started.entries()) {
      expect(executionArn).toBeDefined();
      let described = await call(again, 'DescribeExecution', { executionArn });
      while (described['status'] === 'RUNNING') {
        await new Promise((resolve) => setTimeout(resolve, 100));
        described = await call(again, 'DescribeExecution', { executionArn });
      }
      expect(described).toMatchObject({ status: 'SUCCEEDED' });
      expect(JSON.parse(String(described['output']))).toEqual({ n: index });
      const { events } = (await call(again, 'GetExecutionHistory', { executionArn })) as { events: { id: number; type: string }[] };
      expect(events.map(({ id }) => id)).toEqual(events.map((_event, position) => position + 1));
      const transitions = events.map(({ type }) => type).filter((type) => type.includes('State') || type.startsWith('Execution'));
      expect(transitions).toEqual([
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskStateExited',
        'WaitStateEntered',
        'WaitStateExited',
        'TaskStateEntered',
        'TaskStateExited',
        'ExecutionSucceeded',
      ]);
    }
  },
);
