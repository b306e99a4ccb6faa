import { SkeinError, toSkeinError } from '@skein/contracts';
import type { Deployment, Placement, PolicyPrior, PolicyTuning, Revision, Scope, SkyPolicyName, StoredPlacement } from '@skein/contracts';
import type { Clock, SkyStore } from '@skein/ports';
import { THIS_SKEIN } from '../broker/broker-arm.ts';
import { checkCapabilities } from '../providers/check-capabilities.ts';
import type { ProviderList } from './provider-list.ts';

export interface PlaceRequest {
  readonly revision: Revision;
  readonly zip: Buffer;
  readonly providers: readonly string[];
  readonly policy: SkyPolicyName;
  readonly tuning?: PolicyTuning;
  readonly prior?: PolicyPrior | undefined;
  readonly idempotent: boolean;
}

/** What came of a placement: where the function is now, and where it could not be brought to or removed from. */
export interface PlaceReport {
  readonly placement: Placement;
  readonly failures: readonly { readonly provider: string; readonly reason: string }[];
}

/** What has to follow a change of a placement: calls go elsewhere, and what was learnt is kept or dropped. */
export interface PlacementUser {
  /** From now on calls go there; to nowhere else but here when the placement has no deployments. */
  use(placement: Placement): void;
  /** What the policy has learnt, to be stored with the placement. */
  stateOf(functionName: string): unknown;
}

export interface PlacerOptions {
  readonly scope: Scope;
  readonly store: SkyStore;
  readonly providers: ProviderList;
  readonly user: PlacementUser;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Brings functions to providers and takes them back. Where a function may be is written down before anything is sent there, and crossed
 * out only when it was removed, so that nothing is left behind unknown, whatever fails and whenever the process dies.
 */
export class Placer {
  readonly #options: PlacerOptions;
  readonly #known = new Map<string, Placement>();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: PlacerOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier process stored. What it could not remove is tried again, without anybody waiting for it. */
  resume(stored: readonly StoredPlacement[]): void {
    for (const { placement } of stored) {
      this.#known.set(placement.functionName, placement);
      if (leftoversOf(placement).length === 0) continue;
      this.#inTurn(placement.functionName, () => this.#clear(placement.functionName)).catch(this.#options.onFailure);
    }
  }

  /**
   * Brings a function to providers. One that fails does not stop the others; when all of them fail, nothing changes.
   * Rejects with `provider_not_found`, and with the first failure when there is no success.
   */
  async place(request: PlaceRequest): Promise<PlaceReport> {
    for (const name of request.providers) this.#options.providers.find(name);
    return await this.#inTurn(request.revision.functionName, () => this.#place(request));
  }

  /**
   * Takes a function back from everywhere else. What could not be removed is reported, and tried again at the next start. Rejects with
   * `placement_not_found`.
   */
  unplace(functionName: string): Promise<PlaceReport> {
    return this.#inTurn(functionName, async () => {
      const placement = this.#known.get(functionName);
      if (placement === undefined) throw new SkeinError('placement_not_found', { functionName });
      const leftovers = union(leftoversOf(placement), placement.deployments);
      await this.#write({ ...placement, deployments: [], leftovers });
      return { placement, failures: await this.#clear(functionName) };
    });
  }

  async #place(request: PlaceRequest): Promise<PlaceReport> {
    const { functionName } = request.revision;
    const before = this.#known.get(functionName) ?? this.#placementOf(request, []);
    await this.#write({ ...before, leftovers: union(leftoversOf(before), arrivals(request, before)) });
    const tries = await Promise.allSettled(request.providers.map((name) => this.#deploy(name, request)));
    const deployments = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failures = tries.flatMap((each, index) =>
      each.status === 'rejected' ? [{ provider: request.providers[index] ?? '', error: toSkeinError(each.reason) }] : [],
    );
    const [firstFailure] = failures;
    if (deployments.length === 0 && firstFailure !== undefined) {
      await this.#clear(functionName);
      throw firstFailure.error;
    }
    const leftovers = union(leftoversOf(this.#known.get(functionName)), before.deployments).filter((name) => !isAt(deployments, name));
    const placement = this.#placementOf(request, deployments);
    await this.#write({ ...placement, leftovers });
    await this.#clear(functionName);
    return { placement, failures: failures.map(({ provider, error }) => ({ provider, reason: error.message })) };
  }

  async #deploy(name: string, { revision, zip }: PlaceRequest): Promise<Deployment> {
    const { functionName, settings } = revision;
    const { memoryMb, timeoutSeconds, architecture, runtime, handler, environment = {} } = settings;
    const provider = this.#options.providers.find(name);
    if (provider === undefined) {
      return { provider: THIS_SKEIN, reference: revision.id, functionName, memoryMb, timeoutSeconds, architecture };
    }
    const toDeploy = { name: functionName, zip, runtime, handler, memoryMb, timeoutSeconds, architecture, environment };
    checkCapabilities(provider, toDeploy);
    return await provider.deploy(toDeploy);
  }

  /** Removes a function from where it should not be any more. Gives what is still there. */
  async #clear(functionName: string): Promise<PlaceReport['failures']> {
    const placement = this.#known.get(functionName);
    const leftovers = leftoversOf(placement);
    if (placement === undefined) return [];
    const removed = await Promise.allSettled(
      leftovers.map(async (name) => await this.#options.providers.find(name)?.remove({ functionName })),
    );
    const failures = removed.flatMap((each, index) =>
      each.status === 'rejected' ? [{ provider: leftovers[index] ?? '', reason: toSkeinError(each.reason).message }] : [],
    );
    const remaining = failures.map(({ provider }) => provider);
    if (remaining.length < leftovers.length || placement.deployments.length === 0)
      await this.#write({ ...placement, leftovers: remaining });
    return failures;
  }

  /** Makes a change durable, and then lets calls follow it. */
  async #write(placement: Placement): Promise<void> {
    const { store, scope, user } = this.#options;
    const { functionName, deployments } = placement;
    if (deployments.length === 0 && leftoversOf(placement).length === 0) {
      this.#known.delete(functionName);
      user.use(placement);
      await store.removePlacement(scope, functionName);
      return;
    }
    await store.putPlacement({ placement, policyState: user.stateOf(functionName) });
    this.#known.set(functionName, placement);
    user.use(placement);
  }

  #placementOf({ revision, policy, tuning, prior, idempotent }: PlaceRequest, deployments: readonly Deployment[]): Placement {
    const { scope, clock } = this.#options;
    const { functionName, id: revisionId } = revision;
    return { ...scope, functionName, revisionId, policy, tuning, prior, idempotent, deployments, placedAtMs: clock.nowMs() };
  }

  /** One change of a function's placement at a time. */
  #inTurn<Result>(functionName: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(functionName) ?? Promise.resolve()).then(work, work);
    this.#turns.set(functionName, turn);
    return turn;
  }
}

function leftoversOf(placement: Placement | undefined): readonly string[] {
  return placement?.leftovers ?? [];
}

/** Providers that the function comes to for the first time. */
function arrivals({ providers }: PlaceRequest, { deployments }: Placement): readonly { readonly provider: string }[] {
  return providers.filter((name) => !isAt(deployments, name)).map((provider) => ({ provider }));
}

function isAt(deployments: readonly { readonly provider: string }[], name: string): boolean {
  return deployments.some(({ provider }) => provider === name);
}

/** Names once each, without this Skein, where nothing has to be removed. */
function union(names: readonly string[], deployments: readonly { readonly provider: string }[]): readonly string[] {
  return [...new Set([...names, ...deployments.map(({ provider }) => provider)])].filter((name) => name !== THIS_SKEIN);
}
