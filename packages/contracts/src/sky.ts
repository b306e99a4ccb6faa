import type { Scope } from './scope.ts';

/** How a placed function's calls are sent to its arms. */
export const SKY_POLICIES = ['cheapest-average', 'contextual'] as const;
export type SkyPolicyName = (typeof SKY_POLICIES)[number];

/** How `cheapest-average` decides; its own values where nothing is said. */
export interface PolicyTuning {
  /** Samples that are taken of every arm before one is chosen. */
  readonly probes?: number | undefined;
  /** Part by which the mean duration of an arm has to move until the choice is made again. */
  readonly threshold?: number | undefined;
}

/** What the lab has measured of one place with functions of its own. */
export interface PlaceMeasured {
  readonly provider: string;
  /** Of the lab's functions there, in MB. */
  readonly memoryMb: number;
  /** Warm calls of the same work at every place. */
  readonly calls: number;
  /** Mean of the natural logarithm of their durations in ms; undefined without calls that can be compared. */
  readonly logMs?: number | undefined;
  /** Mean time that a cold start took to load the code, in ms. */
  readonly initMs?: number | undefined;
  /** How long an idle instance was kept, in ms. */
  readonly keepAliveMs?: number | undefined;
}

/** What a policy is told of the places before it has measured anything itself. */
export interface PolicyPrior {
  /** Where it comes from, for people. */
  readonly source: string;
  readonly places: readonly PlaceMeasured[];
}

/** A function where a provider has put it. A JSON document, so that it survives the process. */
export interface Deployment {
  readonly provider: string;
  /** What the provider calls it, such as its ARN. */
  readonly reference: string;
  readonly functionName: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly architecture: 'x86_64' | 'arm64';
}

/** Where one function runs besides, or instead of, this machine. */
export interface Placement extends Scope {
  readonly functionName: string;
  /** The revision that was deployed. Calls of a later one stay on this machine until it is deployed, too. */
  readonly revisionId: string;
  readonly policy: SkyPolicyName;
  readonly tuning?: PolicyTuning | undefined;
  readonly prior?: PolicyPrior | undefined;
  /** Whether a call may run at several places at once, and again when it is not known whether it ran. */
  readonly idempotent: boolean;
  readonly deployments: readonly Deployment[];
  /** Providers that the function may still be at, and has to be removed from. */
  readonly leftovers?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly placedAtMs: number;
}

/** A placement with what its policy has learnt: a JSON document that only the policy reads. */
export interface StoredPlacement {
  readonly placement: Placement;
  readonly policyState: unknown;
}

/** `open`: sent, and nothing has come back yet. `lost`: the process ended before an answer came. */
export const LEDGER_STATUSES = ['open', 'succeeded', 'failed', 'refused', 'lost'] as const;
export type LedgerStatus = (typeof LEDGER_STATUSES)[number];

/** One call at one arm, and what it cost. */
export interface LedgerEntry extends Scope {
  /** The invocation's id and the arm: an invocation that ran at two places has two entries. */
  readonly id: string;
  readonly invocationId: string;
  readonly functionName: string;
  readonly provider: string;
  /** When it was sent, in ms since the epoch. */
  readonly sentAtMs: number;
  readonly payloadBytes: number;
  /** Why this arm: `explore`, `cheapest`, `fallback`. */
  readonly reason: string;
  readonly status: LedgerStatus;
  /** What went wrong, as an error code or as the function's own error. */
  readonly error?: string | undefined;
  /** The provider's id of the call. */
  readonly requestId?: string | undefined;
  readonly bill?: LedgerBill | undefined;
}

/** A bill as it was made. It is never made anew when prices change. */
export interface LedgerBill {
  readonly priceBookVersion: string;
  readonly planId: string;
  /** How the time was found. `pending` figures are estimates that the provider's own report will replace. */
  readonly source: 'exact' | 'reconstructed' | 'estimated';
  readonly pending: boolean;
  readonly durationMs: number;
  readonly initMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly egressBytes: number;
  /** Whole number of 10^-48 US dollars: the list price, exactly. */
  readonly cost: string;
  /** What the provider wrote about the call, as it came. */
  readonly raw: string;
}
