import type { RunStore, VirtualClock } from '@skein/ports';

/** A store in front of which a virtual clock stands still: writing something down takes no time there. */
export function storeInVirtualTime(store: RunStore, clock: VirtualClock): RunStore {
  return {
    addRun: (run) => clock.during(store.addRun(run)),
    changeRun: (runId, change) => clock.during(store.changeRun(runId, change)),
    addTrial: (trial) => clock.during(store.addTrial(trial)),
    setTrialUsage: (runId, key, usage) => clock.during(store.setTrialUsage(runId, key, usage)),
    getRun: (runId) => clock.during(store.getRun(runId)),
    listRuns: () => clock.during(store.listRuns()),
    listTrials: (runId) => clock.during(store.listTrials(runId)),
  };
}
