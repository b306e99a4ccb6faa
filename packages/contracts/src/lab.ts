/** Where a run is in its life. `failed` is final as `completed` is; whatever was deployed has been removed before either. */
export const RUN_STATUSES = ['planned', 'provisioning', 'running', 'destroying', 'completed', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** One figure an experiment found, such as the time after which a sandbox is cold. */
export interface RunResult {
  readonly name: string;
  readonly value: number | string | boolean;
  /** Of the value, such as `s`; empty when it has none. */
  readonly unit: string;
}

/** One execution of an experiment. */
export interface RunRecord {
  /** UUID that begins with its time. */
  readonly id: string;
  readonly experiment: string;
  /** The file that the experiment was read from, when it is none of Skein's own. */
  readonly experimentFile?: string | undefined;
  readonly description: string;
  /** The experiment's parameters, all of them, as JSON. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The provider on which it ran, and whether that is only simulated. */
  readonly provider: string;
  readonly simulated: boolean;
  /** Configured memory of the functions, in MB. */
  readonly memoryMb: number;
  /** Of everything random in it. */
  readonly seed: number;
  readonly status: RunStatus;
  /** Why it failed. */
  readonly reason: string | undefined;
  readonly priceBook: string;
  /** What it may cost, in US dollars; undefined when nothing was said. */
  readonly maxUsd: number | undefined;
  /** Milliseconds since the epoch, by the run's own clock. */
  readonly createdAtMs: number;
  readonly endedAtMs: number | undefined;
  /** How often it was taken up again after its process had died. */
  readonly resumes: number;
  /** What was measured with what: machine, versions, hash of the functions' code. */
  readonly surroundings: Readonly<Record<string, string>>;
  /** JSON of the provider's deployments: what has to be removed. */
  readonly deployments: string;
  readonly results: readonly RunResult[];
}

/** `ok`; `failed`: an answer that is an error, which counts; `discarded`: not counted, for the reason given. */
export type TrialStatus = 'ok' | 'failed' | 'discarded';

/** One measured call. Times are milliseconds of the generator's monotonic clock since the run began. */
export interface TrialRecord {
  readonly runId: string;
  /** What the experiment calls it, unique within the run, such as `warm/17`. */
  readonly key: string;
  /** Trials with the same group are one sample. */
  readonly group: string;
  readonly functionName: string;
  readonly status: TrialStatus;
  /** Why it failed or was discarded. */
  readonly reason: string | undefined;
  /** Of calls that were planned together: how many, and which of them this one is, from 0. */
  readonly together: { readonly count: number; readonly index: number } | undefined;
  /** When the load plan wanted it sent. Latency counts from here. */
  readonly intendedAtMs: number;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  /** By which the provider knows the call; undefined when it gave no answer. */
  readonly requestId: string | undefined;
  /** What the provider reported; undefined when it did not, or has not yet. */
  readonly usage: TrialUsage | undefined;
  /** The entry tree of a lab function, as JSON; undefined when there was none. */
  readonly entries: Readonly<Record<string, unknown>> | undefined;
  /** Size of the answer, which the provider may charge for; undefined when there was none. */
  readonly answerBytes?: number | undefined;
  /** How often the run had been taken up again when this was sent: between two values of it the functions rested. */
  readonly resumes?: number | undefined;
}

export interface TrialUsage {
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number;
  readonly memoryMb: number;
  readonly maxMemoryMb: number | undefined;
  readonly instanceId: string;
  /** In US dollars with 18 decimals, by the run's price book; with what the function called in turn. */
  readonly costUsd: string;
  readonly billingSource: string;
  /** The provider's own report, as it came. */
  readonly raw: string;
}
