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

/** A call of an open loop. */
export interface ScheduledCall extends TrialPlan {
  /** When it is to be sent, from the beginning of the schedule, in ms. */
  readonly atMs: number;
  /** Which of how many that belong together it is. */
  readonly together?: TrialRecord['together'];
}

/** The sample to which a trial belongs. */
export function groupOf({ key, group }: TrialPlan): string {
  return group ?? key.slice(0, Math.max(0, key.lastIndexOf('/')));
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
  /**
   * Open loop with calls of several groups, such as the levels of a load that grows: the next level begins when it is due, whatever has
   * become of the one before. After a restart it goes on where it stood; the rest of a group that was begun does not count.
   */
  invokeSchedule(schedule: readonly ScheduledCall[]): Promise<readonly TrialRecord[]>;
  /**
   * Waits until the function has not been called for so long, then calls; when a restart came between, the function is first made warm
   * again by a call that does not count.
   */
  invokeAfterIdle(plan: TrialPlan, idleMs: number): Promise<TrialRecord>;
  /** The same with several calls at the same moment; keys get `/0`, `/1` and so on. */
  invokeTogetherAfterIdle(plan: TrialPlan, count: number, idleMs: number): Promise<readonly TrialRecord[]>;
  /**
   * Waits until no function has been called for so long, then calls one after the other; what is left of a series that was
   * begun before a restart does not count.
   */
  invokeSeries(plans: readonly TrialPlan[], idleMs: number): Promise<readonly TrialRecord[]>;
  /** Waits, once: not again after a restart. */
  wait(key: string, durationMs: number): Promise<void>;
  /** A result of the newest completed run of another experiment on this provider; undefined when there is none. */
  earlierResult(experiment: string, name: string): Promise<number | undefined>;
}
