import { readFile } from 'node:fs/promises';
import type { TrialRecord } from '@skein/contracts';
import { SkeinClient } from '@skein/client';
import { packFiles } from '@skein/packaging';
import { VirtualClock, systemClock } from '@skein/ports';
import { SkeinProvider } from '@skein/sky';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSkein } from './support/skein.ts';
import type { TestSkein } from './support/skein.ts';
import { defineExperiment } from '../src/experiment.ts';
import { LAB_FUNCTION_FILE, executeRun, planRun } from '../src/index.ts';
import type { LabEvent } from '../src/run/lab.ts';
import { contextFor, openTestLab, simulatedProvider } from './support/test-lab.ts';
import type { TestLab } from './support/test-lab.ts';

const TIMEOUT = { timeout: 120_000 };

interface TreeEntry {
  readonly identifier: string;
  readonly function_name: string;
  readonly parent: string;
  readonly level: number;
  readonly execution_start: number;
  readonly execution_end: number;
  readonly execution_total: number;
  readonly invocation_start: number;
  readonly invocation_end: number;
  readonly instance_identifier: string;
  readonly first_call: boolean;
  readonly memory: number;
  readonly error?: { readonly type: string };
}

const deep = (
  name: 'function1' | 'function2' | 'function3' | 'monolith',
  payload: LabEvent = {},
): NonNullable<LabEvent['invoke_nested']> => [{ function_name: name, invoke_payload: payload }];

/** Calls of every shape: a chain, a fork with two leaves, a cycle, and one that calls nobody the run has. */
const nests = defineExperiment({
  name: 'nests',
  description: 'Functions that call each other.',
  functions: ['function1', 'function2', 'function3', 'monolith'],
  parameters: {},
  async run(lab) {
    const chain = {
      invoke_nested: deep('function2', {
        invoke_nested: deep('function3', { invoke_nested: deep('monolith', { run_function: 'fib', args: 30 }) }),
      }),
    };
    const fork = { invoke_nested: deep('function2', { invoke_nested: [...deep('function3'), ...deep('function3', { sleep: 0.05 })] }) };
    const cycle = { invoke_nested: deep('function2', { invoke_nested: deep('function1') }) };
    const wrong = { invoke_nested: [{ function_name: 'elsewhere' as 'function1' }, ...deep('function2')] };
    for (const [name, event] of Object.entries({ chain, fork, cycle, wrong }))
      await lab.invoke({ key: `${name}/0`, function: 'function1', event });
    return [];
  },
});

let lab: TestLab;
let server: TestSkein;
beforeAll(async () => {
  [lab, server] = await Promise.all([openTestLab(), startSkein()]);
}, TIMEOUT.timeout);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function runOnServer(): Promise<readonly TrialRecord[]> {
  const provider = new SkeinProvider({ name: 'skein', client: new SkeinClient(server.url), planId: 'own' });
  const virtual = await contextFor(lab, nests, new VirtualClock(), provider);
  const zip = await packFiles({ 'lab_function.py': await readFile(LAB_FUNCTION_FILE, 'utf8') });
  const context = { ...virtual, store: lab.store, clock: systemClock, code: { ...virtual.code, zip } };
  const run = await executeRun(context, await planRun(context, { parameters: {}, seed: 1, maxUsd: undefined, surroundings: {} }));
  expect(run).toMatchObject({ status: 'completed' });
  return await lab.store.listTrials(run.id);
}

async function runOnSimulated(): Promise<readonly TrialRecord[]> {
  const clock = new VirtualClock(1_800_000_000_000);
  const context = await contextFor(lab, nests, clock, simulatedProvider(clock, 1));
  const run = await clock.run(async () =>
    executeRun(context, await planRun(context, { parameters: {}, seed: 1, maxUsd: undefined, surroundings: {} })),
  );
  expect(run).toMatchObject({ status: 'completed' });
  return await lab.store.listTrials(run.id);
}

/** Entries of a trial by level, with the bare names of their functions. */
function treeOf(trials: readonly TrialRecord[], key: string): readonly TreeEntry[] {
  const found = trials.find((trial) => trial.key === key);
  const entries = Object.values(found?.entries ?? {}) as TreeEntry[];
  return entries.toSorted((left, right) => left.level - right.level || left.execution_start - right.execution_start);
}

function nameOf({ function_name: name }: TreeEntry): string {
  return name.slice(name.lastIndexOf('-') + 1);
}

describe.each([
  ['a real server with real sandboxes', runOnServer],
  ['a simulated cloud', runOnSimulated],
] as const)('`invoke_nested` through the sandbox’s *call* channel, the entry tree; on %s', (_, runNests) => {
  let trials: readonly TrialRecord[];
  beforeAll(async () => {
    trials = await runNests();
  }, TIMEOUT.timeout);

  test('function1 to function3 and the monolith call each other down a chain', () => {
    const chain = treeOf(trials, 'chain/0');
    expect(chain.map(nameOf)).toEqual(['function1', 'function2', 'function3', 'monolith']);
    expect(chain.map(({ level }) => level)).toEqual([0, 1, 2, 3]);
    expect(chain.map(({ parent }) => parent)).toEqual(['root', ...chain.slice(0, -1).map(({ identifier }) => identifier)]);
    for (const entry of chain) expect(entry).toMatchObject({ first_call: true, memory: 256, instance_identifier: expect.any(String) });
    expect(new Set(chain.map((entry) => entry.instance_identifier)).size).toBe(4);
  });

  test('case 18: f1 calls f2, which calls f3 twice: levels 0, 1, 2, 2, parents chain, nested entries have invocation_start and _end', () => {
    const fork = treeOf(trials, 'fork/0');
    expect(fork.map(nameOf)).toEqual(['function1', 'function2', 'function3', 'function3']);
    expect(fork.map(({ level }) => level)).toEqual([0, 1, 2, 2]);
    const [root, middle, ...leaves] = fork;
    expect(middle?.parent).toBe(root?.identifier);
    for (const leaf of leaves) expect(leaf.parent).toBe(middle?.identifier);
    for (const entry of fork.slice(1)) {
      expect(entry.invocation_start).toBeLessThan(entry.execution_start);
      expect(entry.invocation_end).toBeGreaterThan(entry.execution_end);
    }
    // A caller's time holds that of whom it called.
    expect(middle?.execution_total).toBeGreaterThan(leaves.reduce((sum, { execution_total: total }) => sum + total, 0));
    expect(leaves.map(({ first_call: first }) => first)).toEqual([false, false]);
  });

  test('case 18: a cycle f1, f2, f1 works: the second call of f1 has an instance of its own', () => {
    const cycle = treeOf(trials, 'cycle/0');
    expect(cycle.map(nameOf)).toEqual(['function1', 'function2', 'function1']);
    expect(cycle[2]?.instance_identifier).not.toBe(cycle[0]?.instance_identifier);
  });

  test('a nested call that fails is an entry, the next one is made, and the trial counts as failed with the reason', () => {
    const wrong = treeOf(trials, 'wrong/0');
    expect(wrong.map(({ identifier }) => identifier.startsWith('error-elsewhere-nested_invocation-'))).toContain(true);
    expect(wrong.map(nameOf)).toContain('function2');
    expect(trials.find(({ key }) => key === 'wrong/0')).toMatchObject({ status: 'failed', reason: expect.stringContaining('nested call') });
    expect(trials.filter(({ status }) => status === 'ok')).toHaveLength(3);
  });

  test('what was called is paid for, too, and the bill says that it is an estimate then', () => {
    for (const { usage } of trials.slice(0, 3)) expect(usage).toMatchObject({ billingSource: 'estimated' });
  });
});
