import type { RunRecord, TrialRecord } from '@skein/contracts';
import type { RunStore } from '@skein/ports';

/** Keeps runs as long as the process lives: for runs that only estimate. */
export function memoryRunStore(): RunStore {
  const runs = new Map<string, RunRecord>();
  const trials = new Map<string, Map<string, TrialRecord>>();
  const trialsOf = (runId: string): Map<string, TrialRecord> => getOrAdd(trials, runId);
  return {
    async addRun(run) {
      runs.set(run.id, run);
    },
    async changeRun(runId, change) {
      const run = runs.get(runId);
      if (run !== undefined && run.status !== 'completed' && run.status !== 'failed') runs.set(runId, { ...run, ...change });
    },
    async addTrial(trial) {
      const known = trialsOf(trial.runId);
      if (!known.has(trial.key)) known.set(trial.key, trial);
    },
    async setTrialUsage(runId, key, usage) {
      const trial = trialsOf(runId).get(key);
      if (trial !== undefined) trialsOf(runId).set(key, { ...trial, usage });
    },
    getRun: async (runId) => runs.get(runId),
    listRuns: async () => [...runs.values()].toReversed(),
    listTrials: async (runId) => [...trialsOf(runId).values()],
  };
}

function getOrAdd(trials: Map<string, Map<string, TrialRecord>>, runId: string): Map<string, TrialRecord> {
  const found = trials.get(runId) ?? new Map<string, TrialRecord>();
  trials.set(runId, found);
  return found;
}
