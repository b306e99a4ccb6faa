import type { PolicyPrior, SkyPolicyName } from '@skein/contracts';
import type { Connection } from './connection.ts';

export interface PlacementInput {
  readonly providers: readonly string[];
  readonly policy?: SkyPolicyName | undefined;
  readonly idempotent?: boolean | undefined;
  /** Samples of every place before one is chosen; for `cheapest-average`. */
  readonly probes?: number | undefined;
  /** Part by which a mean has to move until the choice is made again; for `cheapest-average`. */
  readonly threshold?: number | undefined;
  /** What is known of the places beforehand; for `contextual`. */
  readonly prior?: PolicyPrior | undefined;
}

export interface PlacementShown {
  readonly functionName: string;
  readonly revisionId: string;
  readonly policy: SkyPolicyName;
  readonly idempotent: boolean;
  readonly prior: string | null;
  readonly placedAtMs: number;
  readonly deployments: readonly { readonly provider: string; readonly reference: string; readonly memoryMb: number }[];
}

export interface PlaceReport {
  readonly placement: PlacementShown;
  readonly failures: readonly { readonly provider: string; readonly reason: string }[];
}

export interface PlacementExplanation {
  readonly placement: PlacementShown;
  readonly priceBookVersion: string;
  readonly arms: readonly ArmShown[];
}

export interface ArmShown {
  readonly provider: string;
  readonly title: string;
  readonly simulated: boolean;
  readonly planId: string;
  readonly stalePrices: boolean;
  readonly samples: number;
  readonly failures: number;
  readonly meanMs: number | null;
  readonly expectedDollars: number | null;
  readonly coldProbability: number | null;
  readonly prior: { readonly durationFactor: number | null; readonly initMs: number | null; readonly keepAliveMs: number | null } | null;
  readonly chosen: boolean;
  readonly resting: boolean;
  readonly lastFailure: { readonly code: string; readonly message: string; readonly atMs: number } | null;
}

export interface LedgerPage {
  readonly entries: readonly LedgerEntryShown[];
  readonly totals: readonly {
    readonly provider: string;
    readonly calls: number;
    readonly billedMs: number;
    readonly listDollars: string;
    readonly marginalDollars: string | null;
  }[];
}

export interface LedgerEntryShown {
  readonly invocationId: string;
  readonly functionName: string;
  readonly provider: string;
  readonly sentAtMs: number;
  readonly reason: string;
  readonly status: string;
  readonly error: string | null;
  readonly bill: { readonly billedMs: number; readonly dollars: string; readonly source: string; readonly pending: boolean } | null;
}

export interface ProviderShown {
  readonly name: string;
  readonly title: string;
  readonly simulated: boolean;
}

const FUNCTIONS = '/v1/sky/functions';

/** Functions that run at other places, too. */
export class SkyCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async listProviders(): Promise<readonly ProviderShown[]> {
    return (await this.#connection.callJson<{ providers: ProviderShown[] }>('GET', '/v1/sky/providers')).providers;
  }

  async place(name: string, input: PlacementInput): Promise<PlaceReport> {
    const headers = { 'content-type': 'application/json' };
    return await this.#connection.callJson('PUT', pathOf(name), { body: JSON.stringify(input), headers });
  }

  async unplace(name: string): Promise<PlaceReport> {
    return await this.#connection.callJson('DELETE', pathOf(name));
  }

  async list(): Promise<readonly PlacementExplanation[]> {
    return (await this.#connection.callJson<{ placements: PlacementExplanation[] }>('GET', FUNCTIONS)).placements;
  }

  async explain(name: string): Promise<PlacementExplanation> {
    return await this.#connection.callJson('GET', pathOf(name));
  }

  /** Newest first. */
  async ledger(functionName: string | undefined, limit: number): Promise<LedgerPage> {
    const query = new URLSearchParams({ limit: String(limit), ...(functionName !== undefined && { function: functionName }) });
    return await this.#connection.callJson('GET', `/v1/sky/ledger?${query.toString()}`);
  }
}

function pathOf(name: string): string {
  return `${FUNCTIONS}/${encodeURIComponent(name)}`;
}
