import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { descendantsOf } from '../support/processes.ts';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = 'def handler(event, context):\n    return [context.log_stream_name, len(event)]';
const NODE = 'export const handler = async (event, context) => [context.logStreamName, event.length];';
const FAMILIES = [
  ['python', { files: { 'app.py': PYTHON } }],
  ['node', { files: { 'app.mjs': NODE }, runtime: 'nodejs20.x' }],
] as const;
/** They say that they run, and show it by a child. */
const SLEEPERS = {
  python: {
    files: {
      'app.py':
        'import subprocess\ndef handler(event, context):\n    print("runs", flush=True)\n    subprocess.run(["sleep", "30"])\n    return 1',
    },
  },
  node: {
    files: {
      'app.mjs': `import { spawn } from 'node:child_process';
        export const handler = () => (console.log('runs'), new Promise((end) => spawn('sleep', ['30']).on('exit', end)));`,
    },
  },
};
const POLL_MS = 20;
/** Between a signal and the next step of a process on a busy machine; being too short only makes the test find less. */
const A_MOMENT_MS = 100;

/** Every runtime that this process has started, with and without code. */
function runtimes(family: string): readonly number[] {
  const isRuntime = (command: string): boolean => command.includes('bootstrap') && !command.includes('bwrap');
  return descendantsOf(process.pid)
    .map(({ pid }) => ({ pid, command: commandOf(pid) }))
    .filter(({ command }) => isRuntime(command) && command.includes(family))
    .map(({ pid }) => pid);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

describe.each(FAMILIES)('floci#609: a dead sandbox is noticed before dispatch, not by its caller (%s)', (family, source) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    await server.create('function', source);
  });

  afterAll(() => server[Symbol.asyncDispose]());

  const invoke = async (event: string): Promise<readonly [string, number]> => {
    const { status, text } = await server.invoke('function', JSON.stringify(event));
    expect({ status, text }).toMatchObject({ status: 200, text: expect.stringMatching(/^\["\d{4}\//) as string });
    return JSON.parse(text) as [string, number];
  };

  // The first fits into the pipe beside what it already holds, the second into one write, the third into neither.
  test.each([1, 30_000, 300_000])('one that dies in the moment in which it is given a call of %i bytes', async (size) => {
    const [before] = await invoke('');
    const victims = runtimes(family);
    expect(victims.length).toBeGreaterThan(0);
    // Stopped, it cannot take the call, and nothing tells so.
    signal(victims, 'SIGSTOP');
    onTestFinished(() => signal(victims, 'SIGKILL'));
    const answer = invoke('x'.repeat(size));
    await pause(A_MOMENT_MS);
    signal(victims, 'SIGKILL');
    const [after, length] = await answer;
    expect(length).toBe(size);
    expect(after).not.toBe(before);
  });

  test('ones that are killed right before the call, with those that have no code yet', async () => {
    for (let round = 1; round <= 8; round += 1) {
      await invoke('');
      signal(runtimes(family), 'SIGKILL');
      const [, length] = await invoke('x'.repeat(round));
      expect(length).toBe(round);
    }
  });

  test('one that is killed while the call runs is told of at once, and the call does not run again', async () => {
    await server.create('sleeper', { ...source, ...SLEEPERS[family], settings: { Timeout: 60 } });
    const answer = server.invoke('sleeper', '{}', { 'x-amz-log-type': 'Tail' });
    while (!descendantsOf(process.pid).some(({ pid }) => commandOf(pid).startsWith('sleep'))) await pause(POLL_MS);
    signal(runtimes(family), 'SIGKILL');
    const { text, headers } = await answer;
    expect(JSON.parse(text)).toMatchObject({ errorType: 'Runtime.ExitError' });
    const log = Buffer.from(headers.get('x-amz-log-result') ?? '', 'base64').toString();
    expect(log.match(/runs/g)).toHaveLength(1);
  });
});
