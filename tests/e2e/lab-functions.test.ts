import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const SOURCE = path.resolve(import.meta.dirname, '../../packages/lab/functions/lab_function.py');

interface Entry {
  readonly identifier: string;
  readonly function_name: string;
  readonly parent: string;
  readonly level: number;
  readonly execution_total: number;
  readonly [field: string]: unknown;
}

describe('lab functions `function1..3` and `monolith` in Python', () => {
  let server: TestServer;
  const run = async (name: string, event: unknown): Promise<{ readonly root: Entry; readonly entries: readonly Entry[] }> => {
    const { text } = await server.invoke(name, JSON.stringify(event));
    const answer = JSON.parse(text) as { readonly statusCode: number; readonly body: string; readonly identifier: string };
    expect(answer.statusCode).toBe(200);
    const entries = JSON.parse(answer.body) as Record<string, Entry>;
    const root = entries[answer.identifier];
    if (root === undefined) throw new Error('the answer has no root entry');
    return { root, entries: Object.values(entries) };
  };

  beforeAll(async () => {
    server = await startTestServer();
    const files = { 'lab_function.py': await readFile(SOURCE, 'utf8') };
    const settings = { Timeout: 30, Tags: { 'skein:calls': 'function* monolith' } };
    for (const name of ['function1', 'function2', 'function3', 'monolith'])
      await server.create(name, { files, handler: 'lab_function.handler', settings });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('case 17: no arguments, one entry; `sleep`; `throughput_time`', async () => {
    const { root, entries } = await run('function1', {});
    expect(entries).toHaveLength(1);
    expect(root).toMatchObject({ parent: 'root', level: 0, function_name: 'function1', memory: 128 });
    expect((await run('function1', { sleep: 0.5 })).root.execution_total).toBeGreaterThanOrEqual(0.5);
    const { root: busy } = await run('function1', { throughput_time: 0.2 });
    expect(busy['random_seed']).toBe(20);
    expect(busy['throughput']).toBeGreaterThan(0);
    expect(busy['throughput_running_time']).toBeGreaterThanOrEqual(0.2);
    expect(busy['throughput_running_time']).toBeLessThan(5);
  });

  test('fixed-work `cpu_ops` does the same everywhere', async () => {
    const [first, second] = [await run('function1', { cpu_ops: 10_000 }), await run('function2', { cpu_ops: 10_000 })];
    expect(first.root['cpu_ops_result']).toBe(second.root['cpu_ops_result']);
    expect(first.root['cpu_ops_process_time']).toBeGreaterThan(0);
  });

  test('case 18: f1 calls f2, which calls f3 twice: four entries, levels and parents chain', async () => {
    const twice = [{ function_name: 'function3' }, { function_name: 'function3', invoke_payload: { sleep: 0.05 } }];
    const { root, entries } = await run('function1', {
      invoke_nested: [{ function_name: 'function2', invoke_payload: { invoke_nested: twice } }],
    });
    expect(entries.map(({ level }) => level).toSorted((left, right) => left - right)).toEqual([0, 1, 2, 2]);
    const second = entries.find(({ level }) => level === 1);
    expect(second).toMatchObject({ function_name: 'function2', parent: root.identifier });
    for (const leaf of entries.filter(({ level }) => level === 2)) {
      expect(leaf).toMatchObject({ function_name: 'function3', parent: second?.identifier });
      // One monotonic clock: the times of callers and called can be compared on one machine.
      expect(leaf['invocation_start']).toBeLessThan(leaf['execution_start'] as number);
      expect(leaf['invocation_end']).toBeGreaterThan(leaf['execution_end'] as number);
    }
  });

  test('case 18: cyclic nesting works as long as the calls in a row are few', async () => {
    const event = {
      invoke_nested: [{ function_name: 'function2', invoke_payload: { invoke_nested: [{ function_name: 'function1' }] } }],
    };
    expect((await run('function1', event)).entries).toHaveLength(3);
  });

  test('a nested call that fails is an entry of the tree', async () => {
    const { entries } = await run('function1', { invoke_nested: [{ function_name: 'function9' }, { function_name: 'other' }] });
    const failed = entries.filter(({ identifier }) => /^error-(function9|other)-nested_invocation-/.test(identifier));
    expect(failed).toHaveLength(2);
    expect(failed[0]).toMatchObject({ level: 1, error: { type: 'InvokeError' } });
  });

  test('case 20: run_function gives the same result for the same seed; an unknown name is an error entry', async () => {
    const event = { run_function: 'matrix_mult', seed: 2, args: 8 };
    const [first, second] = [await run('monolith', event), await run('monolith', event)];
    expect(first.root['monolith_result']).toBe(second.root['monolith_result']);
    expect(first.root['function_called']).toBe('matrix_mult');
    expect((await run('monolith', { run_function: 'fib', args: 90 })).root['monolith_result']).toBe('2880067194370816120');
    const { root } = await run('monolith', { run_function: "no'such", args: 1 });
    expect(root).toMatchObject({ error: { type: 'ValueError' } });
  });
});
