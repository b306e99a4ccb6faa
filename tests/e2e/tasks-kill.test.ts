import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SCOPE } from '@skein/contracts';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import { systemClock } from '@skein/ports';
import { expect, test } from 'vitest';
import { openTaskClient } from '../support/task-client.ts';

const PROGRAM = fileURLToPath(new URL('../support/serve.ts', import.meta.url));
const TASKS = 100;
const KILLS = 3;
/** A function that takes a moment, and its arguments, pickled. */
const WRITE = path.join(import.meta.dirname, 'programs/write_slow_square.py');

async function serve(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const settings = { PORT: '0', LOG_LEVEL: 'silent', SKEIN_DATA: dataDir, TASK_CONCURRENCY: '4' };
  const child = spawn(process.execPath, [PROGRAM], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url };
}

async function post<Answer>(url: string, body: object): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(response.ok).toBe(true);
  return (await response.json()) as Answer;
}

interface Ended {
  readonly tasks: readonly { readonly id: string; readonly status: string; readonly result: string }[];
}

/** Waits until so many of the tasks have ended; those that have. */
async function untilEnded(url: string, taskIds: readonly string[], count: number): Promise<Ended['tasks']> {
  for (;;) {
    const { tasks } = await post<Ended>(`${url}/v1/tasks/results`, { taskIds });
    if (tasks.length >= count) return tasks;
    await pause(20);
  }
}

test(`kill -9 with ${TASKS} tasks in flight: after the restart each ends, recorded once`, { timeout: 240_000 }, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-kill-tasks-'));
  await using client = await openTaskClient();
  let server = await serve(dataDir);
  try {
    const { callable, calls } = JSON.parse(await client.run(WRITE, [String(TASKS)])) as { callable: string; calls: string[] };
    const registered = await post<{ function_id: string }>(`${server.url}/register_function`, { name: 'square', payload: callable });
    const tasks = calls.map((payload) => ({ functionId: registered.function_id, payload }));
    const { taskIds } = await post<{ taskIds: string[] }>(`${server.url}/v1/tasks`, { tasks });
    const seen = new Map<string, string>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const { id, result } of await untilEnded(server.url, taskIds, seen.size + 5)) seen.set(id, result);
      server.child.kill('SIGKILL');
      await once(server.child, 'exit');
      server = await serve(dataDir);
    }
    const ended = await untilEnded(server.url, taskIds, TASKS);
    expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: TASKS }, () => 'COMPLETED'));
    for (const { id, result } of ended) if (seen.has(id)) expect(result).toBe(seen.get(id));
    const squares = taskIds.map((taskId) => ended.find(({ id }) => id === taskId)?.result ?? '');
    expect(JSON.parse(await client.run(WRITE, ['read', ...squares]))).toEqual(calls.map((_, index) => index * index));
    server.child.kill('SIGTERM');
    await once(server.child, 'exit');
    await using backend = await openEmbeddedBackend({
      databasePath: path.join(dataDir, 'skein.db'),
      packagesDir: path.join(dataDir, 'packages'),
      recordsPath: path.join(dataDir, 'records.db'),
      clock: systemClock,
    });
    expect(await backend.events.listEvents({ ...DEFAULT_SCOPE, kind: 'task' }, { limit: 1 })).toEqual([]);
  } finally {
    server.child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
});
