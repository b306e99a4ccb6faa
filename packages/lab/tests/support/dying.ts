import type { RunStore } from '@skein/ports';
import type { Provider } from '@skein/sky';

/** A provider that notes what is deployed. */
export function watched(provider: Provider, deployed: Set<string>, changes: Partial<Provider> = {}): Provider {
  return {
    name: provider.name,
    title: provider.title,
    simulated: provider.simulated,
    capabilities: () => provider.capabilities(),
    billing: (deployment) => provider.billing(deployment),
    invoke: (deployment, call) => provider.invoke(deployment, call),
    collect: (deployment, ids) => provider.collect(deployment, ids),
    async deploy(toDeploy) {
      deployed.add(toDeploy.name);
      return await provider.deploy(toDeploy);
    },
    async remove(deployment) {
      await provider.remove(deployment);
      deployed.delete(deployment.functionName);
    },
    ...changes,
  };
}

/** The process dies when the store has made so many changes: nothing that it awaits comes back any more. */
export function dyingStore(store: RunStore, changesLeft: number): RunStore {
  let left = changesLeft;
  const change = async (work: () => Promise<void>): Promise<void> => {
    if (left === 0) throw new Died();
    left -= 1;
    await work();
  };
  return {
    ...store,
    addRun: (run) => change(() => store.addRun(run)),
    changeRun: (runId, changes) => change(() => store.changeRun(runId, changes)),
    addTrial: (trial) => change(() => store.addTrial(trial)),
    setTrialUsage: (runId, key, usage) => change(() => store.setTrialUsage(runId, key, usage)),
  };
}

export class Died extends Error {}
