import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readSettings, startEmbedded } from '@skein/compose';
import { expect, test } from 'vitest';
import { openTaskClient } from '../support/task-client.ts';
import { startTestServer } from '../support/test-server.ts';

const WRITE = path.join(import.meta.dirname, 'programs/write_slow_square.py');
const POLL_MS = 5;

interface Status {
  readonly status: string;
  readonly result?: string | null;
}

async function get({ url }: { readonly url: string }, route: string): Promise<Status> {
  return (await (await fetch(url + route)).json()) as Status;
}

async function post<Result = Record<string, string>>({ url }: { readonly url: string }, route: string, body: object): Promise<Result> {
  const answer = await fetch(url + route, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as Result;
}

test(
  'statuses come in the order QUEUED, RUNNING, COMPLETED; tasks of one sandbox end in the order in which they came',
  { timeout: 120_000 },
  async () => {
    await using server = await startTestServer({ TASK_CONCURRENCY: '1' });
    await using client = await openTaskClient();
    const { callable, calls } = JSON.parse(await client.run(WRITE, ['20', '0.1'])) as { callable: string; calls: string[] };
    const { function_id: functionId } = await post(server, '/register_function', { name: 'square', payload: callable });
    const tasks = calls.map((payload) => ({ functionId, payload }));
    const { taskIds } = await post<{ taskIds: string[] }>(server, '/v1/tasks', { tasks });
    const seen = taskIds.map((): string[] => []);
    const ended: string[] = [];
    while (ended.length < taskIds.length) {
      for (const [index, taskId] of taskIds.entries()) {
        const { status, result } = await get(server, `/result/${taskId}`);
        if (seen[index]?.at(-1) !== status) seen[index]?.push(status);
        expect(result === null).toBe(status !== 'COMPLETED');
        if (status === 'COMPLETED' && !ended.includes(taskId)) ended.push(taskId);
      }
      await pause(POLL_MS);
    }
    const order = ['QUEUED', 'RUNNING', 'COMPLETED'];
    for (const statuses of seen) expect(statuses).toEqual(order.filter((status) => statuses.includes(status)));
    expect(new Set(seen.flat())).toEqual(new Set(order));
    expect(ended).toEqual(taskIds);
  },
);

test(
  'requeued only when its sandbox is lost: a task whose sandbox is killed from outside runs again and completes',
  { timeout: 120_000 },
  async () => {
    await using server = await startTestServer({ TASK_CONCURRENCY: '1' });
    await using client = await openTaskClient();
    const { callable, calls } = JSON.parse(await client.run(WRITE, ['1', '3'])) as { callable: string; calls: string[] };
    const { function_id: functionId } = await post(server, '/register_function', { name: 'slow', payload: callable });
    const { task_id: taskId } = await post(server, '/execute_function', { function_id: functionId, payload: calls[0] });
    while ((await get(server, `/status/${taskId}`)).status === 'QUEUED') await pause(POLL_MS);
    await killSandboxes();
    const seen = new Set<string>();
    for (;;) {
      const { status } = await get(server, `/status/${taskId}`);
      seen.add(status);
      if (status === 'COMPLETED' || status === 'FAILED') break;
      await pause(POLL_MS);
    }
    expect([...seen].at(-1)).toBe('COMPLETED');
  },
);

/** Kills the Python that runs the task: the child of this process's launcher that sleeps in it. */
async function killSandboxes(): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map((match) => ({ pid: Number(match?.[1]), parent: Number(match?.[2]), command: match?.[3] ?? '' }));
  const isOurs = (pid: number): boolean => {
    if (pid === process.pid) return true;
    const found = processes.find((one) => one.pid === pid);
    return found !== undefined && found.parent > 1 && isOurs(found.parent);
  };
  const runtimes = processes.filter(
    ({ pid, command }) => /bootstrap[^ ]*\.pyc? /.test(command) && !command.includes('bwrap') && isOurs(pid),
  );
  expect(runtimes.length).toBeGreaterThan(0);
  for (const { pid } of runtimes) process.kill(pid, 'SIGKILL');
}

test('requeued when the server is lost: one that stops while a task runs runs it at the next start', { timeout: 120_000 }, async () => {
  await using client = await openTaskClient();
  const { callable, calls } = JSON.parse(await client.run(WRITE, ['1', '4'])) as { callable: string; calls: string[] };
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-tasks-life-'));
  const settings = readSettings({
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'silent',
    SKEIN_DATA: dataDir,
    DB_PATH: undefined,
    DRAIN_SECONDS: '0',
  });
  try {
    let taskId: string | undefined;
    {
      await using server = await startEmbedded(settings);
      const { function_id: functionId } = await post(server, '/register_function', { name: 'slow', payload: callable });
      ({ task_id: taskId } = await post(server, '/execute_function', { function_id: functionId, payload: calls[0] }));
      while ((await get(server, `/status/${taskId}`)).status === 'QUEUED') await pause(POLL_MS);
    }
    await using server = await startEmbedded(settings);
    const seen = [(await get(server, `/status/${taskId}`)).status];
    while (seen.at(-1) === 'QUEUED' || seen.at(-1) === 'RUNNING') seen.push((await get(server, `/status/${taskId}`)).status);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe('COMPLETED');
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
