import { SkeinError } from '@skein/contracts';
import type { Deployment, RunRecord, TrialRecord } from '@skein/contracts';
import type { Clock, RunStore } from '@skein/ports';
import type { PriceBook, Provider } from '@skein/sky';
import type { LabFunctionName } from '../experiment.ts';
import { groupOf } from './lab.ts';
import type { Lab, ScheduledCall, TrialPlan } from './lab.ts';
import { costSoFar, measureCall } from './measure.ts';
import { pause } from './pause.ts';
import { renameNested } from './rename-nested.ts';
import { BEGUN_BEFORE_RESTART, leftOf } from './schedule.ts';
import type { LeftCall } from './schedule.ts';

export interface RecordedLabOptions {
  readonly run: RunRecord;
  readonly store: RunStore;
  readonly provider: Provider;
  readonly deployments: ReadonlyMap<LabFunctionName, Deployment>;
  readonly book: PriceBook;
  readonly clock: Clock;
  /** What was measured before a restart, in order. */
  readonly earlier: readonly TrialRecord[];
  readonly newId: () => string;
  /** Aborts when the run is to stop. */
  readonly signal: AbortSignal;
  readonly onTrial: (trial: TrialRecord, spentUsd: number) => void;
}

/** The group of calls that no experiment asked for. */
const WARM_AGAIN = 'warm-again';

interface BatchedPlan extends TrialPlan {
  readonly together?: TrialRecord['together'];
}

/** Does each step of an experiment once: writes it down as it happens, and after a restart answers from what is written. */
export class RecordedLab implements Lab {
  readonly #options: RecordedLabOptions;
  readonly #earlier: ReadonlyMap<string, TrialRecord>;
  readonly #originMs: number;
  /** Functions that were called before a restart. */
  readonly #calledBefore: ReadonlySet<string>;
  /** Functions that this process has called. */
  readonly #called = new Set<LabFunctionName>();
  /** When each function's last call from here ended. */
  readonly #endedAtMs = new Map<LabFunctionName, number>();
  /** Keys of all trials that the experiment has asked for. */
  readonly #asked = new Set<string>();
  #answeredFromStore = 0;
  #spentUsd: number;

  constructor(options: RecordedLabOptions) {
    this.#options = options;
    this.#earlier = new Map(options.earlier.filter(({ group }) => group !== WARM_AGAIN).map((trial) => [trial.key, trial]));
    this.#calledBefore = new Set(options.earlier.map(({ functionName }) => functionName));
    // The run's time goes on where it was left.
    this.#originMs = options.clock.monotonicMs() - options.earlier.reduce((last, { endedAtMs }) => Math.max(last, endedAtMs), 0);
    this.#spentUsd = options.earlier.reduce((sum, trial) => sum + this.#costOf(trial), 0);
  }

  async invoke(plan: TrialPlan): Promise<TrialRecord> {
    const known = this.#recall(plan.key);
    if (known !== undefined) return known;
    await this.#warmAgain(plan);
    return await this.#measure(plan, this.#nowMs());
  }

  async invokeTogether(plan: TrialPlan, count: number): Promise<readonly TrialRecord[]> {
    return await this.invokeAt(
      plan,
      Array.from({ length: count }, () => 0),
    );
  }

  async invokeAt(plan: TrialPlan, timesMs: readonly number[]): Promise<readonly TrialRecord[]> {
    const count = timesMs.length;
    const group = plan.group ?? plan.key;
    return await this.invokeSchedule(
      timesMs.map((atMs, index) => ({ ...plan, group, key: `${plan.key}/${index}`, together: { count, index }, atMs })),
    );
  }

  async invokeSchedule(schedule: readonly ScheduledCall[]): Promise<readonly TrialRecord[]> {
    const known = schedule.map(({ key }) => this.#recall(key));
    const left = leftOf(schedule, known);
    for (const { call } of left) await this.#warmAgain(call);
    const sent = await this.#sendAll(left);
    return known.map((trial, index) => trial ?? sent.get(index)).filter((trial) => trial !== undefined);
  }

  async invokeAfterIdle(plan: TrialPlan, idleMs: number): Promise<TrialRecord> {
    const known = this.#recall(plan.key);
    if (known !== undefined) return known;
    await this.#restUntilIdle(plan, idleMs);
    return await this.#measure(plan, this.#nowMs());
  }

  async invokeTogetherAfterIdle(plan: TrialPlan, count: number, idleMs: number): Promise<readonly TrialRecord[]> {
    const isBegun = Array.from({ length: count }, (_, index) => `${plan.key}/${index}`).some((key) => this.#earlier.has(key));
    if (!isBegun) await this.#restUntilIdle(plan, idleMs, count);
    return await this.invokeTogether(plan, count);
  }

  async invokeSeries(plans: readonly TrialPlan[], idleMs: number): Promise<readonly TrialRecord[]> {
    const known = plans.map(({ key }) => this.#recall(key));
    const isBegun = known.some((trial) => trial !== undefined);
    const [first] = plans;
    if (!isBegun && first !== undefined) {
      await this.#warmAgain(first);
      // Of any function: each may have called the others.
      await this.#pause(Math.max(0, ...this.#endedAtMs.values()) + idleMs - this.#nowMs());
    }
    const trials: TrialRecord[] = [];
    for (const [index, plan] of plans.entries())
      trials.push(known[index] ?? (await this.#measure(plan, this.#nowMs(), isBegun ? BEGUN_BEFORE_RESTART : undefined)));
    return trials;
  }

  async wait(_key: string, durationMs: number): Promise<void> {
    // What was written down after it says that it is over.
    if (this.#answeredFromStore < this.#earlier.size) return;
    await this.#pause(durationMs);
  }

  async earlierResult(experiment: string, name: string): Promise<number | undefined> {
    const { store, run } = this.#options;
    const runs = await store.listRuns();
    const found = runs.find((other) => other.experiment === experiment && other.provider === run.provider && other.status === 'completed');
    const value = found?.results.find((result) => result.name === name)?.value;
    return typeof value === 'number' ? value : undefined;
  }

  /** Throws `invalid_experiment` for a key that was used before: one of both trials would be lost. */
  #recall(key: string): TrialRecord | undefined {
    if (this.#asked.has(key))
      throw new SkeinError('invalid_experiment', { name: this.#options.run.experiment, reason: `two of its trials have the key ${key}` });
    this.#asked.add(key);
    const trial = this.#earlier.get(key);
    if (trial !== undefined) this.#answeredFromStore += 1;
    return trial;
  }

  async #restUntilIdle(plan: TrialPlan, idleMs: number, count = 1): Promise<void> {
    await this.#warmAgain(plan, count);
    const idleSinceMs = this.#endedAtMs.get(plan.function) ?? this.#nowMs();
    await this.#pause(idleSinceMs + idleMs - this.#nowMs());
  }

  /** Between the death of a process and the next the function has rested: its first calls would be measured under other conditions. */
  async #warmAgain(plan: TrialPlan, count = 1): Promise<void> {
    if (this.#called.has(plan.function)) return;
    this.#called.add(plan.function);
    if (!this.#calledBefore.has(plan.function)) return;
    const { resumes } = this.#options.run;
    const because = 'made the function warm again after a restart';
    const again = Array.from({ length: count }, (_, index) => ({
      ...plan,
      group: WARM_AGAIN,
      key: `${plan.key}/warm-again-${resumes}-${index}`,
    }));
    await Promise.all(again.map((call) => this.#measure(call, this.#nowMs(), because)));
  }

  /** Sends each call at its time. When the run has to stop, no more are sent, and those that are under way are waited for. */
  async #sendAll(left: readonly LeftCall[]): Promise<ReadonlyMap<number, TrialRecord>> {
    const beganMs = this.#nowMs();
    const sent = new Map<number, TrialRecord>();
    const underWay: Promise<unknown>[] = [];
    let stopped: { readonly reason: unknown } | undefined;
    for (const { call, index, atMs, discardedBecause } of left) {
      const isDue = await this.#pause(beganMs + atMs - this.#nowMs()).then(
        () => stopped === undefined,
        (reason: unknown) => void (stopped ??= { reason }),
      );
      if (isDue !== true) break;
      const measured = this.#measure(call, beganMs + atMs, discardedBecause);
      underWay.push(
        measured.then(
          (trial) => sent.set(index, trial),
          (reason: unknown) => (stopped ??= { reason }),
        ),
      );
    }
    await Promise.all(underWay);
    if (stopped !== undefined) throw stopped.reason;
    return sent;
  }

  async #measure(plan: BatchedPlan, intendedAtMs: number, discardedBecause?: string): Promise<TrialRecord> {
    const { run, provider, deployments, book, clock, store, newId, signal, onTrial } = this.#options;
    signal.throwIfAborted();
    this.#checkBudget();
    this.#called.add(plan.function);
    const deployment = deployments.get(plan.function);
    if (deployment === undefined)
      throw new SkeinError('invalid_experiment', { name: run.experiment, reason: `it calls ${plan.function}, which it does not name` });
    const body = Buffer.from(JSON.stringify(renameNested(plan.event ?? {}, deployments)));
    const measured = await measureCall({ provider, deployment, book, clock, originMs: this.#originMs, id: newId(), body });
    const trial: TrialRecord = {
      runId: run.id,
      key: plan.key,
      group: groupOf(plan),
      functionName: plan.function,
      together: plan.together,
      resumes: run.resumes,
      intendedAtMs,
      ...measured,
      ...(discardedBecause === undefined ? {} : { status: 'discarded', reason: discardedBecause }),
    };
    this.#endedAtMs.set(plan.function, trial.endedAtMs);
    this.#spentUsd += this.#costOf(trial);
    await store.addTrial(trial);
    onTrial(trial, this.#spentUsd);
    return trial;
  }

  /** As far as it is known by now: reports that come late are estimated until then. */
  #costOf(trial: TrialRecord): number {
    const { provider, deployments, book } = this.#options;
    const deployment = deployments.get(trial.functionName as LabFunctionName);
    return deployment === undefined ? 0 : costSoFar(provider, deployment, book, trial);
  }

  /** Throws `budget_exceeded`. What runs at this moment is still paid for: the limit is passed by that at most. */
  #checkBudget(): void {
    const { maxUsd } = this.#options.run;
    if (maxUsd !== undefined && this.#spentUsd >= maxUsd)
      throw new SkeinError('budget_exceeded', { estimateUsd: this.#spentUsd.toFixed(6), maxUsd });
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs() - this.#originMs;
  }

  /** Rejects as soon as the run is to stop. */
  #pause(durationMs: number): Promise<void> {
    return pause(this.#options.clock, this.#options.signal, durationMs);
  }
}
