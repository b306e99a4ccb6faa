import type { RunRecord, TrialRecord, TrialUsage } from '@skein/contracts';
import type { RunStore } from '../runs.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

type Open = OpenStore<{ readonly runs: RunStore }>;

export function sampleRun(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    experiment: 'sample',
    description: 'it\'s a "sample"; DROP TABLE runs; --',
    parameters: { calls: 3, list: [1, 'ü'] },
    provider: 'simulated-aws',
    simulated: true,
    memoryMb: 128,
    seed: 1,
    status: 'planned',
    reason: undefined,
    priceBook: '2026-11-20',
    maxUsd: undefined,
    createdAtMs: 1_000,
    endedAtMs: undefined,
    resumes: 0,
    surroundings: {},
    deployments: '[]',
    results: [],
    ...changes,
  };
}

export function sampleTrial(runId: string, key: string, changes: Partial<TrialRecord> = {}): TrialRecord {
  return {
    runId,
    key,
    group: 'warm',
    functionName: 'function1',
    status: 'ok',
    reason: undefined,
    together: { count: 2, index: 1 },
    intendedAtMs: 0,
    sentAtMs: 0.25,
    endedAtMs: 12.5,
    requestId: 'request-1',
    usage: undefined,
    entries: { root: { level: 0 } },
    ...changes,
  };
}

const USAGE: TrialUsage = {
  durationMs: 1.5,
  billedMs: 2,
  initMs: 0,
  memoryMb: 128,
  maxMemoryMb: undefined,
  instanceId: 'instance-1',
  costUsd: '0.000000204166666700',
  billingSource: 'exact',
  raw: 'REPORT RequestId: 1',
};

/** What every store of runs must do. Each test opens one of its own. */
export function runStoreConformance({ describe, it, expect }: TestTools, open: Open): void {
  describe('a store of runs', () => {
    it('gives back a run unchanged, description with quotes included, and the newest first', async () => {
      await using store = await open();
      await store.runs.addRun(sampleRun('a'));
      await store.runs.addRun(sampleRun('b'));
      expect(await store.runs.getRun('a')).toEqual(sampleRun('a'));
      expect((await store.runs.listRuns()).map(({ id }) => id)).toEqual(['b', 'a']);
      expect(await store.runs.getRun('c')).toEqual(undefined);
    });

    it('changes a run until it has ended: `failed` is never overwritten by `completed`', async () => {
      await using store = await open();
      await store.runs.addRun(sampleRun('a'));
      await store.runs.changeRun('a', { status: 'running', resumes: 1 });
      await store.runs.changeRun('a', { status: 'failed', reason: 'no', endedAtMs: 5 });
      await store.runs.changeRun('a', { status: 'completed', reason: 'yes', endedAtMs: 6 });
      expect(await store.runs.getRun('a')).toEqual(sampleRun('a', { status: 'failed', reason: 'no', endedAtMs: 5, resumes: 1 }));
    });

    it('keeps trials in order, each once', async () => {
      await using store = await open();
      await store.runs.addRun(sampleRun('a'));
      await store.runs.addRun(sampleRun('b'));
      const trials = [sampleTrial('a', 'z'), sampleTrial('a', 'b', { status: 'failed', reason: 'timeout' }), sampleTrial('a', 'c')];
      for (const trial of [...trials, sampleTrial('a', 'b'), sampleTrial('b', 'z')]) await store.runs.addTrial(trial);
      expect(await store.runs.listTrials('a')).toEqual(trials);
      expect(await store.runs.listTrials('b')).toEqual([sampleTrial('b', 'z')]);
      await store.runs.setTrialUsage('a', 'z', USAGE);
      expect((await store.runs.listTrials('a'))[0]).toEqual(sampleTrial('a', 'z', { usage: USAGE }));
    });
  });
}
