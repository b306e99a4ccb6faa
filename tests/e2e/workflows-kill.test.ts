import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { packFiles } from '@skein/packaging';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../support/serve.ts', import.meta.url));
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
let child: ChildProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'skein-kill-'));
});

afterEach(async () => {
  await end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

async function serve(): Promise<string> {
  const env = { ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir };
  child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the server has no output');
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return url;
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const process_ = child;
  child = undefined;
  if (process_ === undefined || process_.exitCode !== null || process_.signalCode !== null) return;
  process_.kill(signal);
  await once(process_, 'exit');
}

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
    const url = await serve();
    await createFunction(url);
    const { stateMachineArn } = await call(url, 'CreateStateMachine', { name: 'w', definition: DEFINITION, roleArn: ROLE });
    const inputs = Array.from({ length: COUNT }, (_input, index) => ({ name: `e${index}`, input: `{"n":${index}}` }));
    const started = await Promise.all(inputs.map((input) => call(url, 'StartExecution', { stateMachineArn, ...input })));
    await end('SIGKILL');
    const again = await serve();
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
