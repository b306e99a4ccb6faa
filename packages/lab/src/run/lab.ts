import type { TrialRecord } from '@skein/contracts';
import type { LabFunctionName } from '../experiment.ts';

/** What a lab function is asked to do; the fields are those of `lab_function.py`. */
export interface LabEvent {
  /** Seconds. */
  readonly sleep?: number;
  /** Seconds of drawing random numbers: measures the share of a processor. */
  readonly throughput_time?: number;
  /** A fixed amount of work: measures speed. */
  readonly cpu_ops?: number;
  readonly run_function?: string;
  readonly args?: number;
  readonly seed?: number;
  readonly invoke_nested?: readonly { readonly function_name: LabFunctionName; readonly invoke_payload?: LabEvent }[];
}

export interface TrialPlan {
  /** Unique within the run, such as `warm/17`. */
  readonly key: string;
  /** Trials of one group are one sample; the key up to its last slash when it is not given. */
  readonly group?: string;
  readonly function: LabFunctionName;
  readonly event?: LabEvent;
}

/** What an experiment works with. Everything it does here is written down as it happens, and answered from there after a restart. */
export interface Lab {
  /** One call, and its answer. Never rejects because the call failed: that is the trial's status. */
  invoke(plan: TrialPlan): Promise<TrialRecord>;
  /** Calls at the same moment; keys get `/0`, `/1` and so on. */
  invokeTogether(plan: TrialPlan, count: number): Promise<readonly TrialRecord[]>;
  /**
   * Open loop: each call is sent at its time, in ms from now, whether or not those before it have come back; keys get `/0`, `/1` and so on.
   */
  invokeAt(plan: TrialPlan, timesMs: readonly number[]): Promise<readonly TrialRecord[]>;
  /** The trial with the provider's report, which some write only minutes later; without it when it does not come. */
  reported(trial: TrialRecord): Promise<TrialRecord>;
  /**
   * Waits until the function has not been called for so long, then calls; when a restart came between, the function is first made warm
   * again by a call that does not count.
   */
  invokeAfterIdle(plan: TrialPlan, idleMs: number): Promise<TrialRecord>;
  /** Waits, once: not again after a restart. */
  wait(key: string, durationMs: number): Promise<void>;
  /** A result of the newest completed run of another experiment on this provider; undefined when there is none. */
  earlierResult(experiment: string, name: string): Promise<number | undefined>;
}
