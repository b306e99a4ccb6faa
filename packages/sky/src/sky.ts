import { SKY_REPORTS_WAITING_MAX, SkeinError } from '@skein/contracts';
import type { Deployment, LedgerEntry, Placement, Scope } from '@skein/contracts';
import type { Clock, Invoker, LedgerQuery, SkyStore } from '@skein/ports';
import type { ArmFailure } from './broker/breaker.ts';
import { Broker } from './broker/broker.ts';
import { THIS_BILLING, localArm, providerArm } from './broker/broker-arm.ts';
import type { ArmPrior, BrokerArm } from './broker/broker-arm.ts';
import { PlacedFunction } from './broker/placed-function.ts';
import { Ledger } from './ledger/ledger.ts';
import { totalLedger } from './ledger/totals.ts';
import type { LedgerTotal } from './ledger/totals.ts';
import { applyPrior } from './placing/apply-prior.ts';
import { Placer } from './placing/placer.ts';
import type { PlaceReport, PlaceRequest } from './placing/placer.ts';
import { ProviderList } from './placing/provider-list.ts';
import { namedPolicy } from './policy/named-policies.ts';
import type { ArmEstimate } from './policy/policy.ts';
import type { PolicyRun } from './policy/policy-run.ts';
import { isStale } from './prices/load-price-book.ts';
import type { PriceBook } from './prices/price-book.ts';
import type { Provider, ProviderBilling } from './providers/provider.ts';
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

/** An arm as people see it. */
export interface ArmShown extends ArmEstimate {
  readonly title: string;
  readonly simulated: boolean;
  readonly planId: string;
  /** True when its prices were looked up too long ago. */
  readonly stalePrices: boolean;
  /** True while it is left alone after failures in a row. */
  readonly resting: boolean;
  /** Why its last call came to nothing; undefined when it was answered, and after a restart. */
  readonly lastFailure: ArmFailure | undefined;
  readonly prior: ArmPrior | undefined;
}

export interface Explanation {
  readonly placement: Placement;
  readonly priceBookVersion: string;
  readonly arms: readonly ArmShown[];
}

/** Payload that an explanation reckons with, in bytes. */
const EXPLAINED_PAYLOAD_BYTES = 1_024;

/** Functions on many clouds: places them, sends their calls where they cost least, and keeps the bills. */
export class Sky {
  readonly #options: SkyOptions;
  readonly #providers: ProviderList;
  readonly #ledger: Ledger;
  readonly #broker: Broker;
  readonly #placer: Placer;

  private constructor(options: SkyOptions) {
    const { scope, store, book, clock, onFailure, local, random } = options;
    this.#options = options;
    this.#providers = new ProviderList(options.providers);
    this.#ledger = new Ledger({ store, priceBookVersion: book.version, clock, onFailure });
    this.#broker = new Broker({ local, ledger: this.#ledger, clock, random });
    const user = {
      use: (placement: Placement): void => this.#use(placement),
      stateOf: (functionName: string): unknown => this.#broker.placed(functionName)?.policy.state ?? null,
    };
    this.#placer = new Placer({ scope, store, providers: this.#providers, user, clock, onFailure });
  }

  /** Takes up the placements and the open entries that an earlier process left. */
  static async open(options: SkyOptions): Promise<Sky> {
    const sky = new Sky(options);
    const stored = await options.store.listPlacements(options.scope);
    for (const { placement, policyState } of stored) {
      if (placement.deployments.length > 0) sky.#broker.place(sky.#assemble(placement, policyState));
    }
    sky.#placer.resume(stored);
    await sky.#resumeLedger();
    return sky;
  }

  /** Runs placed functions where their policy says, and all others on this machine. */
  get invoker(): Invoker {
    return this.#broker;
  }

  /** Names and titles of the places there are. */
  listProviders(): ReturnType<ProviderList['all']> {
    return this.#providers.all();
  }

  /** See `Placer.place`. */
  place(request: PlaceRequest): Promise<PlaceReport> {
    return this.#placer.place(request);
  }

  /** See `Placer.unplace`. Rejects with `placement_not_found`. */
  async unplace(functionName: string): Promise<PlaceReport> {
    return await this.#placer.unplace(this.#require(functionName).placement.functionName);
  }

  isPlaced(functionName: string): boolean {
    return this.#broker.placed(functionName) !== undefined;
  }

  /** Every placed function with what is known of its arms, in order of name. */
  list(): readonly Explanation[] {
    const all = this.#broker.allPlaced().map((placed) => this.#explain(placed));
    return all.toSorted((left, right) => (left.placement.functionName < right.placement.functionName ? -1 : 1));
  }

  /** What the policy knows of each arm, and what it would choose. Throws `placement_not_found`. */
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

  #use(placement: Placement): void {
    const before = this.#broker.placed(placement.functionName);
    if (placement.deployments.length === 0) return this.#broker.unplace(placement.functionName);
    if (placement.deployments === before?.placement.deployments) return;
    const arms = this.#armsOf(placement);
    // The same policy goes on with what it has learnt, and with calls under way: most changes of code change little of how long it takes.
    const policy = isSamePolicy(placement, before?.placement) ? before?.policy : undefined;
    this.#broker.place(new PlacedFunction(placement, arms, policy ?? this.#policyRun(placement, null)));
  }

  #assemble(placement: Placement, policyState: unknown): PlacedFunction {
    const arms = this.#armsOf(placement);
    return new PlacedFunction(placement, arms, this.#policyRun(placement, policyState));
  }

  #armsOf({ deployments, prior }: Placement): readonly BrokerArm[] {
    const arms = deployments.flatMap((deployment) => this.#armOf(deployment));
    const [{ architecture } = { architecture: 'x86_64' as const }] = deployments;
    return applyPrior(arms, prior, (name, memoryMb) => this.#billingAt(name, { memoryMb, architecture })?.processorShare);
  }

  #billingAt(name: string, deployment: Pick<Deployment, 'memoryMb' | 'architecture'>): ProviderBilling | undefined {
    if (!this.#providers.all().some((provider) => provider.name === name)) return undefined;
    const provider = this.#providers.find(name);
    return provider === undefined ? THIS_BILLING : provider.billing(deployment);
  }

  #armOf(deployment: Deployment): readonly BrokerArm[] {
    const { local, book, clock, onFailure } = this.#options;
    try {
      const provider = this.#providers.find(deployment.provider);
      return [provider === undefined ? localArm(local, deployment, book, clock) : providerArm(provider, deployment, book, clock)];
    } catch (error) {
      // A provider that is not configured any more; the other arms go on.
      onFailure(error);
      return [];
    }
  }

  #policyRun({ policy: name, tuning }: Placement, stored: unknown): PolicyRun {
    const policy = namedPolicy(name, tuning);
    try {
      return policy.begin(stored ?? undefined);
    } catch (error) {
      this.#options.onFailure(error);
      return policy.begin();
    }
  }

  async #resumeLedger(): Promise<void> {
    const { store, scope } = this.#options;
    const lost: LedgerEntry[] = [];
    for (const entry of await store.listLedger(scope, { unsettled: true, limit: SKY_REPORTS_WAITING_MAX })) {
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
    const arms = placed.arms.flatMap(({ facts, title, simulated, plan, prior }) => {
      const estimate = estimates.find(({ armId }) => armId === facts.id);
      const resting = placed.breaker.isResting(facts.id, clock.monotonicMs());
      const lastFailure = placed.breaker.lastFailure(facts.id);
      const stalePrices = isStale(plan.sources, clock.nowMs());
      return estimate === undefined ? [] : [{ ...estimate, title, simulated, planId: plan.id, stalePrices, resting, lastFailure, prior }];
    });
    return { placement: placed.placement, priceBookVersion: book.version, arms };
  }

  #require(functionName: string): PlacedFunction {
    const placed = this.#broker.placed(functionName);
    if (placed === undefined) throw new SkeinError('placement_not_found', { functionName });
    return placed;
  }
}

function isSamePolicy(placement: Placement, before: Placement | undefined): boolean {
  const { policy, tuning } = placement;
  return policy === before?.policy && tuning?.probes === before.tuning?.probes && tuning?.threshold === before.tuning?.threshold;
}

/** What is left of an entry whose end nobody will hear of any more. */
function giveUp(entry: LedgerEntry): LedgerEntry {
  const { bill, status } = entry;
  return { ...entry, status: status === 'open' ? 'lost' : status, ...(bill !== undefined && { bill: { ...bill, pending: false } }) };
}
