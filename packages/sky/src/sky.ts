import { SkeinError, toSkeinError } from '@skein/contracts';
import type { Deployment, LedgerEntry, Placement, Revision, Scope, SkyPolicyName } from '@skein/contracts';
import type { Clock, Invoker, LedgerQuery, SkyStore } from '@skein/ports';
import { Broker } from './broker/broker.ts';
import { THIS_SKEIN, localArm, providerArm } from './broker/broker-arm.ts';
import type { BrokerArm } from './broker/broker-arm.ts';
import { PlacedFunction } from './broker/placed-function.ts';
import { Ledger } from './ledger/ledger.ts';
import { totalLedger } from './ledger/totals.ts';
import type { LedgerTotal } from './ledger/totals.ts';
import { checkCapabilities } from './providers/check-capabilities.ts';
import { NAMED_POLICIES } from './policy/named-policies.ts';
import type { ArmEstimate } from './policy/policy.ts';
import type { PolicyRun } from './policy/policy-run.ts';
import type { PriceBook } from './prices/price-book.ts';
import type { Provider } from './providers/provider.ts';
import type { Random } from './random/random.ts';

export interface SkyOptions {
  readonly scope: Scope;
  readonly store: SkyStore;
  /** What runs functions on this machine. */
  readonly local: Invoker;
  readonly providers: readonly Provider[];
  readonly book: PriceBook;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of what could not be stored, collected or removed; calls go on. */
  readonly onFailure: (error: unknown) => void;
}

export interface PlaceRequest {
  readonly revision: Revision;
  readonly zip: Buffer;
  readonly providers: readonly string[];
  readonly policy: SkyPolicyName;
  readonly idempotent: boolean;
}

/** What came of a placement: where the function is now, and where it could not be brought. */
export interface PlaceReport {
  readonly placement: Placement;
  readonly failures: readonly { readonly provider: string; readonly reason: string }[];
}

/** An arm as people see it. */
export interface ArmShown extends ArmEstimate {
  readonly title: string;
  readonly simulated: boolean;
  readonly planId: string;
  /** True while it is left alone after failures in a row. */
  readonly resting: boolean;
}

export interface Explanation {
  readonly placement: Placement;
  readonly priceBookVersion: string;
  readonly arms: readonly ArmShown[];
}

/** Payload that an explanation reckons with, in bytes. */
const EXPLAINED_PAYLOAD_BYTES = 1_024;
/** Unsettled entries of an earlier process that are looked at. */
const RESUMED_MAX = 10_000;

/** Functions on many clouds: places them, sends their calls where they cost least, and keeps the bills. */
export class Sky {
  readonly #options: SkyOptions;
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #ledger: Ledger;
  readonly #broker: Broker;

  private constructor(options: SkyOptions) {
    const { store, book, clock, onFailure, local, random } = options;
    this.#options = options;
    this.#providers = new Map(options.providers.map((provider) => [provider.name, provider]));
    this.#ledger = new Ledger({ store, priceBookVersion: book.version, clock, onFailure });
    this.#broker = new Broker({ local, ledger: this.#ledger, clock, random });
  }

  /** Takes up the placements and the open entries that an earlier process left. */
  static async open(options: SkyOptions): Promise<Sky> {
    const sky = new Sky(options);
    for (const { placement, policyState } of await options.store.listPlacements(options.scope)) {
      sky.#broker.place(sky.#assemble(placement, policyState));
    }
    await sky.#resumeLedger();
    return sky;
  }

  /** Runs placed functions where their policy says, and all others on this machine. */
  get invoker(): Invoker {
    return this.#broker;
  }

  /** Names and titles of the places there are. */
  listProviders(): readonly Pick<Provider, 'name' | 'title' | 'simulated'>[] {
    const others = [...this.#providers.values()].map(({ name, title, simulated }) => ({ name, title, simulated }));
    return [{ name: THIS_SKEIN, title: 'This Skein', simulated: false }, ...others];
  }

  /**
   * Brings a function to providers. One that fails does not stop the others and is reported; when all of them fail, nothing changes.
   * Rejects with `provider_not_found`, and with the first failure when there is no success.
   */
  async place(request: PlaceRequest): Promise<PlaceReport> {
    for (const name of request.providers) this.#find(name);
    const tries = await Promise.allSettled(request.providers.map((name) => this.#deploy(name, request)));
    const deployments = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const failures = tries.flatMap((each, index) =>
      each.status === 'rejected' ? [{ provider: request.providers[index] ?? '', error: toSkeinError(each.reason) }] : [],
    );
    const [firstFailure] = failures;
    if (deployments.length === 0 && firstFailure !== undefined) throw firstFailure.error;
    const placement = await this.#store(request, deployments);
    return { placement, failures: failures.map(({ provider, error }) => ({ provider, reason: error.message })) };
  }

  /** Takes a function back from everywhere else. What cannot be removed is reported. Rejects with `placement_not_found`. */
  async unplace(functionName: string): Promise<PlaceReport> {
    const { placement } = this.#require(functionName);
    this.#broker.unplace(functionName);
    const failures = await this.#removeAll(placement.deployments);
    await this.#options.store.removePlacement(this.#options.scope, functionName);
    return { placement, failures };
  }

  isPlaced(functionName: string): boolean {
    return this.#broker.placed(functionName) !== undefined;
  }

  /** Every placed function with what is known of its arms, in order of name. */
  list(): readonly Explanation[] {
    const all = this.#broker.allPlaced().map((placed) => this.#explain(placed));
    return all.toSorted((left, right) => (left.placement.functionName < right.placement.functionName ? -1 : 1));
  }

  /** What the policy knows of each arm, and what it would choose. Rejects with `placement_not_found`. */
  explain(functionName: string): Explanation {
    return this.#explain(this.#require(functionName));
  }

  /** Entries, newest first, and what they cost. */
  async ledger(query: LedgerQuery): Promise<{ readonly entries: readonly LedgerEntry[]; readonly totals: readonly LedgerTotal[] }> {
    await this.#ledger.flush();
    const entries = await this.#options.store.listLedger(this.#options.scope, query);
    return { entries, totals: totalLedger(entries, this.#options.book) };
  }

  async close(): Promise<void> {
    await this.#ledger.close();
  }

  async #deploy(name: string, { revision, zip }: PlaceRequest): Promise<Deployment> {
    const { functionName, settings } = revision;
    const { memoryMb, timeoutSeconds, architecture, runtime, handler, environment = {} } = settings;
    const provider = this.#find(name);
    if (provider === undefined) {
      return { provider: THIS_SKEIN, reference: revision.id, functionName, memoryMb, timeoutSeconds, architecture };
    }
    const toDeploy = { name: functionName, zip, runtime, handler, memoryMb, timeoutSeconds, architecture, environment };
    checkCapabilities(provider, toDeploy);
    return await provider.deploy(toDeploy);
  }

  async #store({ revision, policy, idempotent }: PlaceRequest, deployments: readonly Deployment[]): Promise<Placement> {
    const { scope, store, clock } = this.#options;
    const { functionName, id: revisionId } = revision;
    const before = this.#broker.placed(functionName);
    const placement = { ...scope, functionName, revisionId, policy, idempotent, deployments, placedAtMs: clock.nowMs() };
    // The same policy goes on with what it has learnt: most changes of code change little of how long it takes.
    const placed = this.#assemble(placement, before?.placement.policy === policy ? before.policy.state : undefined);
    await store.putPlacement({ placement, policyState: placed.policy.state });
    this.#broker.place(placed);
    const kept = new Set(deployments.map(({ provider }) => provider));
    await this.#removeAll(before?.placement.deployments.filter(({ provider }) => !kept.has(provider)) ?? []);
    return placement;
  }

  async #removeAll(deployments: readonly Deployment[]): Promise<PlaceReport['failures']> {
    const removed = await Promise.allSettled(
      deployments.map(async (deployment) => await this.#providers.get(deployment.provider)?.remove(deployment)),
    );
    return removed.flatMap((each, index) => {
      if (each.status === 'fulfilled') return [];
      this.#options.onFailure(each.reason);
      return [{ provider: deployments[index]?.provider ?? '', reason: toSkeinError(each.reason).message }];
    });
  }

  #assemble(placement: Placement, policyState: unknown): PlacedFunction {
    const arms = placement.deployments.flatMap((deployment) => this.#armOf(deployment));
    return new PlacedFunction(placement, arms, this.#policyRun(placement, policyState));
  }

  #armOf(deployment: Deployment): readonly BrokerArm[] {
    const { local, book, clock, onFailure } = this.#options;
    try {
      const provider = this.#find(deployment.provider);
      return [provider === undefined ? localArm(local, deployment, book, clock) : providerArm(provider, deployment, book, clock)];
    } catch (error) {
      // A provider that is not configured any more; the other arms go on.
      onFailure(error);
      return [];
    }
  }

  #policyRun({ policy }: Placement, stored: unknown): PolicyRun {
    try {
      return NAMED_POLICIES[policy].begin(stored ?? undefined);
    } catch (error) {
      this.#options.onFailure(error);
      return NAMED_POLICIES[policy].begin();
    }
  }

  async #resumeLedger(): Promise<void> {
    const { store, scope } = this.#options;
    const lost: LedgerEntry[] = [];
    for (const entry of await store.listLedger(scope, { unsettled: true, limit: RESUMED_MAX })) {
      const placed = this.#broker.placed(entry.functionName);
      const arm = placed?.arms.find(({ facts }) => facts.id === entry.provider);
      if (entry.status !== 'open' && placed !== undefined && arm !== undefined) this.#ledger.resume(placed, arm, entry);
      else lost.push(giveUp(entry));
    }
    if (lost.length > 0) await store.putLedger(lost);
  }

  #explain(placed: PlacedFunction): Explanation {
    const { clock, book } = this.#options;
    const estimates = placed.policy.explain(placed.situation(placed.arms, EXPLAINED_PAYLOAD_BYTES, clock.nowMs()));
    const arms = placed.arms.flatMap(({ facts, title, simulated, plan }) => {
      const estimate = estimates.find(({ armId }) => armId === facts.id);
      const resting = placed.breaker.isResting(facts.id, clock.monotonicMs());
      return estimate === undefined ? [] : [{ ...estimate, title, simulated, planId: plan.id, resting }];
    });
    return { placement: placed.placement, priceBookVersion: book.version, arms };
  }

  #require(functionName: string): PlacedFunction {
    const placed = this.#broker.placed(functionName);
    if (placed === undefined) throw new SkeinError('placement_not_found', { functionName });
    return placed;
  }

  /** Undefined for this Skein. Throws `provider_not_found`. */
  #find(name: string): Provider | undefined {
    if (name === THIS_SKEIN) return undefined;
    const provider = this.#providers.get(name);
    if (provider === undefined) throw new SkeinError('provider_not_found', { provider: name });
    return provider;
  }
}

/** What is left of an entry whose end nobody will hear of any more. */
function giveUp(entry: LedgerEntry): LedgerEntry {
  const { bill, status } = entry;
  return { ...entry, status: status === 'open' ? 'lost' : status, ...(bill !== undefined && { bill: { ...bill, pending: false } }) };
}
