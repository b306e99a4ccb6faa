import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SkeinError } from '@skein/contracts';
import { TaskLibraries } from '@skein/packaging';
import type { Benchmark } from '../benchmark.ts';
import { SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 20;
const BATCH = 100;
/** What a test of MPCSFaaS with eight workers sends, and a longer run. */
const COUNTS = [40, 1_000];

/** Writes a function that does nothing, and its arguments, as a client of the task API does. */
const WRITE_PICKLES = `
import base64, dill, json
def no_op():
    pass
print(json.dumps([base64.b64encode(dill.dumps(value)).decode() for value in (no_op, ((), {}))]))`;

/** Tasks that do nothing, from the request that submits the first batch to the answer that has the last durable result. */
export const tasks: Benchmark = {
  name: 'tasks',
  summary: `no-op tasks submitted in batches of ${BATCH}, tasks/s until the last result is durable (aim: 1,000; MPCSFaaS published 11)`,
  async run({ count = ROUNDS_DEFAULT, print }) {
    await using skein = await SkeinServer.start();
    const [callable, payload] = await writePickles();
    const functionId = await register(skein.url, callable);
    const rows = [];
    for (const taskCount of COUNTS) {
      await runTasks(skein.url, functionId, payload, taskCount);
      const perSecond = [];
      for (let round = 0; round < count; round += 1)
        perSecond.push(taskCount / (await runTasks(skein.url, functionId, payload, taskCount)));
      print(`tasks: ${taskCount} at a time, ${Math.round(median(perSecond))}/s`);
      rows.push({
        tasks: taskCount,
        rounds: count,
        medianPerSecond: Math.round(median(perSecond)),
        worstPerSecond: Math.round(Math.min(...perSecond)),
        bestPerSecond: Math.round(Math.max(...perSecond)),
        medianMs: rounded((taskCount / median(perSecond)) * 1_000),
      });
    }
    return { driver: skein.driver, rows };
  },
};

async function writePickles(): Promise<readonly [string, string]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-tasks-'));
  try {
    const libraries = await new TaskLibraries(folder, ['python3']).install();
    const { stdout } = await promisify(execFile)('python3', ['-c', WRITE_PICKLES], { env: { ...process.env, PYTHONPATH: libraries } });
    return JSON.parse(stdout) as [string, string];
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(folder, { recursive: true, force: true });
  }
}

async function register(url: string, payload: string): Promise<string> {
  const { function_id: functionId } = await post<{ function_id: string }>(url, '/register_function', { name: 'no_op', payload });
  return functionId;
}

/** How long it took, in seconds. */
async function runTasks(url: string, functionId: string, payload: string, count: number): Promise<number> {
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, batch) => Math.min(BATCH, count - batch * BATCH));
  const startedMs = performance.now();
  const open = new Set<string>();
  for (const size of batches) {
    const document = { tasks: Array.from({ length: size }, () => ({ functionId, payload })) };
    for (const id of (await post<{ taskIds: string[] }>(url, '/v1/tasks', document)).taskIds) open.add(id);
  }
  while (open.size > 0) {
    const document = { taskIds: [...open], waitSeconds: 20 };
    const ended = await post<{ tasks: { id: string; status: string }[] }>(url, '/v1/tasks/results', document);
    for (const { id, status } of ended.tasks) {
      if (status !== 'COMPLETED') throw new SkeinError('internal', { reason: `a task ended as ${status}` });
      open.delete(id);
    }
  }
  return (performance.now() - startedMs) / 1_000;
}

async function post<Answer>(url: string, route: string, document: unknown): Promise<Answer> {
  const response = await fetch(url + route, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  if (!response.ok) throw new SkeinError('internal', { reason: `${route} answered ${response.status}: ${await response.text()}` });
  return (await response.json()) as Answer;
}
