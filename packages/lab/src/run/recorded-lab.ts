import { SkeinError } from '@skein/contracts';
import type { Deployment, RunRecord, TrialRecord } from '@skein/contracts';
import type { Clock, RunStore } from '@skein/ports';
import type { PriceBook, Provider } from '@skein/sky';
import type { LabFunctionName } from '../experiment.ts';
import type { Lab, LabEvent, TrialPlan } from './lab.ts';
import { measureCall, priceUsage } from './measure.ts';

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

/** How often a report that comes late is asked for, and the time between, in ms: five minutes in all. */
const REPORT_ATTEMPTS = 30;
const REPORT_PAUSE_MS = 10_000;

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
  /** Functions that this process has called. */
  readonly #called = new Set<LabFunctionName>();
  /** When each function's last call ended. */
  readonly #endedAtMs = new Map<LabFunctionName, number>();
  #answeredFromStore = 0;
  #spentUsd: number;

  constructor(options: RecordedLabOptions) {
    this.#options = options;
    this.#earlier = new Map(options.earlier.filter(({ group }) => group !== WARM_AGAIN).map((trial) => [trial.key, trial]));
    // The run's time goes on where it was left.
    this.#originMs = options.clock.monotonicMs() - options.earlier.reduce((last, { endedAtMs }) => Math.max(last, endedAtMs), 0);
    this.#spentUsd = options.earlier.reduce((sum, { usage }) => sum + Number(usage?.costUsd ?? 0), 0);
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
    const plans = timesMs.map((_, index) => ({
      ...plan,
      group: plan.group ?? plan.key,
      key: `${plan.key}/${index}`,
      together: { count, index },
    }));
    const known = plans.map(({ key }) => this.#recall(key));
    const missing = known.filter((trial) => trial === undefined).length;
    if (missing > 0) await this.#warmAgain(plan);
    // Part of them came before a restart: the rest is not under the load that was meant.
    const split = missing > 0 && missing < timesMs.length ? 'the others of its group were sent before a restart' : undefined;
    const beganMs = this.#nowMs();
    return await Promise.all(
      plans.map(async (single, index) => known[index] ?? (await this.#sendAt(single, beganMs + (timesMs[index] ?? 0), split))),
    );
  }

  async invokeAfterIdle(plan: TrialPlan, idleMs: number): Promise<TrialRecord> {
    const known = this.#recall(plan.key);
    if (known !== undefined) return known;
    await this.#warmAgain(plan);
    const idleSinceMs = this.#endedAtMs.get(plan.function) ?? this.#nowMs();
    await this.#pause(idleSinceMs + idleMs - this.#nowMs());
    return await this.#measure(plan, this.#nowMs());
  }

  async reported(trial: TrialRecord): Promise<TrialRecord> {
    const { provider, deployments, book, store, run } = this.#options;
    const { requestId, key } = trial;
    const deployment = deployments.get(trial.functionName as LabFunctionName);
    if (trial.usage !== undefined || requestId === undefined || deployment === undefined) return trial;
    for (let attempt = 0; attempt < REPORT_ATTEMPTS; attempt += 1) {
      const report = (await provider.collect(deployment, [requestId])).get(requestId);
      if (report !== undefined) {
        const usage = priceUsage(provider, deployment, book, report, trial);
        await store.setTrialUsage(run.id, key, usage);
        return { ...trial, usage };
      }
      await this.#pause(REPORT_PAUSE_MS);
    }
    return trial;
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

  #recall(key: string): TrialRecord | undefined {
    const trial = this.#earlier.get(key);
    if (trial !== undefined) this.#answeredFromStore += 1;
    return trial;
  }

  /** Between the death of a process and the next the function has rested: its first call would be measured under other conditions. */
  async #warmAgain({ function: name, key }: TrialPlan): Promise<void> {
    if (this.#called.has(name)) return;
    this.#called.add(name);
    if (this.#options.run.resumes === 0) return;
    const again = `${key}/warm-again-${this.#options.run.resumes}`;
    await this.#measure({ key: again, group: WARM_AGAIN, function: name }, this.#nowMs(), 'made the function warm again after a restart');
  }

  async #sendAt(plan: BatchedPlan, intendedAtMs: number, discardedBecause: string | undefined): Promise<TrialRecord> {
    await this.#pause(intendedAtMs - this.#nowMs());
    return await this.#measure(plan, intendedAtMs, discardedBecause);
  }

  async #measure(plan: BatchedPlan, intendedAtMs: number, discardedBecause?: string): Promise<TrialRecord> {
    const { run, provider, deployments, book, clock, store, newId, signal, onTrial } = this.#options;
    signal.throwIfAborted();
    this.#checkBudget();
    this.#called.add(plan.function);
    const deployment = deployments.get(plan.function);
    if (deployment === undefined)
      throw new SkeinError('invalid_experiment', { name: run.experiment, reason: `it calls ${plan.function}, which it does not name` });
    const body = Buffer.from(JSON.stringify(this.#rename(plan.event ?? {})));
    const measured = await measureCall({ provider, deployment, book, clock, originMs: this.#originMs, id: newId(), body });
    const trial: TrialRecord = {
      runId: run.id,
      key: plan.key,
      group: plan.group ?? plan.key.slice(0, Math.max(0, plan.key.lastIndexOf('/'))),
      functionName: plan.function,
      together: plan.together,
      intendedAtMs,
      ...measured,
      ...(discardedBecause === undefined ? {} : { status: 'discarded', reason: discardedBecause }),
    };
    this.#endedAtMs.set(plan.function, trial.endedAtMs);
    this.#spentUsd += Number(trial.usage?.costUsd ?? 0);
    await store.addTrial(trial);
    onTrial(trial, this.#spentUsd);
    return trial;
  }

  /** Throws `budget_exceeded`. What runs at this moment is still paid for: the limit is passed by that at most. */
  #checkBudget(): void {
    const { maxUsd } = this.#options.run;
    if (maxUsd !== undefined && this.#spentUsd >= maxUsd)
      throw new SkeinError('budget_exceeded', { estimateUsd: this.#spentUsd.toFixed(6), maxUsd });
  }

  /** Nested calls go to the functions of this run, which have names of their own. */
  #rename(event: LabEvent): object {
    const nested = event.invoke_nested?.map(({ function_name: name, invoke_payload: payload = {} }) => ({
      function_name: this.#options.deployments.get(name)?.functionName ?? name,
      invoke_payload: this.#rename(payload),
    }));
    return nested === undefined ? event : { ...event, invoke_nested: nested };
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs() - this.#originMs;
  }

  /** Rejects as soon as the run is to stop. */
  async #pause(durationMs: number): Promise<void> {
    const { clock, signal } = this.#options;
    signal.throwIfAborted();
    if (durationMs <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = clock.after(durationMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
