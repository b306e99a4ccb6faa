import type { RunResult, TrialRecord } from '@skein/contracts';
import type { Lab, TrialPlan } from '../../run/lab.ts';
import { sorted } from '../../statistics/quantile.ts';
import { MS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, result } from './results.ts';

/** Tries of one wait whose calls fail: such a call says nothing about the wait. */
const TRIES = 5;
/** Latency above which a call counts as cold where nothing else tells, in ms: twice the warm mean, or this for quick functions. */
const QUICK_THRESHOLD_MS = 1_000;
const QUICK_MEAN_MS = 220;

/** What is made cold, and how one sees that it is. */
export interface ColdSubject {
  readonly plan: Omit<TrialPlan, 'key'>;
  /** Calls at the same moment; most of them have to be cold. */
  readonly together: number;
  /** By the word of platform or function; undefined when neither says. */
  isCold(trial: TrialRecord): boolean | undefined;
  latencyMs(trial: TrialRecord): number;
}

export interface IdleLimitParameters {
  readonly settleMinutes: number;
  readonly warmCalls: number;
  readonly warmPauseSeconds: number;
  /** When the first call was not cold: the first wait, how much longer each further one is, and the longest. */
  readonly firstAgainMinutes: number;
  readonly firstStepMinutes: number;
  readonly firstMaxMinutes: number;
  readonly granularitySeconds: number;
  /** Cold calls in a row that confirm the time. */
  readonly verifications: number;
  readonly maxHours: number;
}

/** How the search begins and ends in all of these experiments. */
const SEARCH = { firstStepMinutes: 20, firstMaxMinutes: 120, verifications: 5, maxHours: 24 } as const;

/** The parameters of a search by latency or by the platform's word: three sizes of steps. */
export const SEARCH_IN_THREE_STEPS = {
  ...SEARCH,
  firstAgainMinutes: 40,
  coarseSeconds: 300,
  mediumSeconds: 60,
  granularitySeconds: 20,
} as const;
export const THREE_STEPS = ['firstStepMinutes', 'coarseSeconds', 'mediumSeconds', 'granularitySeconds'] as const;

/** Those of a search by the instance that answers, besides its two sizes of steps. */
export const SEARCH_BY_INSTANCE = { ...SEARCH, settleMinutes: 65, warmCalls: 50, warmPauseSeconds: 0, firstAgainMinutes: 20 } as const;
export const TWO_STEPS = ['firstStepMinutes', 'coarseSeconds', 'granularitySeconds'] as const;

/**
 * After how long without a call something is cold: found by waiting longer and longer, step by step, then from the last warm wait on in
 * smaller steps. `stepsSeconds` come before the granularity; `keep` is the share of warm latencies that counts for their mean, from and to.
 */
export async function findIdleLimit(
  lab: Lab,
  subject: ColdSubject,
  parameters: IdleLimitParameters,
  stepsSeconds: readonly number[],
  keep: readonly [number, number] = [0.2, 0.8],
): Promise<readonly RunResult[]> {
  const search = new ColdSearch(lab, subject, parameters.maxHours);
  const warmMeanMs = await baseline(lab, search, subject, parameters, keep);
  search.thresholdMs = warmMeanMs > QUICK_MEAN_MS ? 2 * warmMeanMs : QUICK_THRESHOLD_MS;
  let idle = 0;
  for (const [index, step] of [...stepsSeconds, parameters.granularitySeconds].entries())
    idle = await search.approach(idle - (stepsSeconds[index - 1] ?? 0), step);
  idle = await search.verify(idle, parameters.granularitySeconds, parameters.verifications);
  const isCold = !search.isOver && (await search.isColdAfter(idle));
  return [result('idle', idle, 's'), result('cold', isCold), result('final', !search.isOver), result('warm mean', warmMeanMs, 'ms')];
}

/** Waits until it is cold, then measures what warm calls take; in ms. */
async function baseline(
  lab: Lab,
  search: ColdSearch,
  subject: ColdSubject,
  parameters: IdleLimitParameters,
  [from, to]: readonly [number, number],
): Promise<number> {
  const { settleMinutes, firstAgainMinutes, firstStepMinutes, firstMaxMinutes, warmCalls, warmPauseSeconds } = parameters;
  await lab.wait('settle', settleMinutes * SECONDS_PER_MINUTE * MS_PER_SECOND);
  let isCold = await search.probe('first/0', 'first', 0);
  for (
    let minutes = firstAgainMinutes, attempt = 1;
    isCold !== true && minutes <= firstMaxMinutes;
    minutes += firstStepMinutes, attempt += 1
  )
    isCold = await search.probe(`first/${attempt}`, 'first', minutes * SECONDS_PER_MINUTE);
  const warm: number[] = [];
  for (let call = 0; call < warmCalls; call += 1) {
    const trials = await invokeNow(lab, subject, `warm/${call}`);
    warm.push(mean(trials.map((trial) => subject.latencyMs(trial))));
    await lab.wait(`warm/${call}`, warmPauseSeconds * MS_PER_SECOND);
  }
  return mean(sorted(warm).slice(Math.floor(warm.length * from), Math.ceil(warm.length * to)));
}

async function invokeNow(lab: Lab, { plan, together }: ColdSubject, key: string): Promise<readonly TrialRecord[]> {
  return together === 1 ? [await lab.invoke({ ...plan, key })] : await lab.invokeTogether({ ...plan, key, group: 'warm' }, together);
}

/** The search itself. Each probe is a call after a wait, whose own call is what the next wait counts from. */
class ColdSearch {
  readonly #lab: Lab;
  readonly #subject: ColdSubject;
  readonly #maxMs: number;
  #probes = 0;
  #waitedMs = 0;
  thresholdMs = QUICK_THRESHOLD_MS;

  constructor(lab: Lab, subject: ColdSubject, maxHours: number) {
    this.#lab = lab;
    this.#subject = subject;
    this.#maxMs = maxHours * SECONDS_PER_HOUR * MS_PER_SECOND;
  }

  /** Whether the time that the experiment may take is used up. */
  get isOver(): boolean {
    return this.#waitedMs >= this.#maxMs;
  }

  /** Whether most of the calls after a wait were cold; undefined when too many of them failed to say so. */
  async probe(key: string, group: string, idleSeconds: number): Promise<boolean | undefined> {
    const { plan, together } = this.#subject;
    const call = { ...plan, key, group };
    const idleMs = idleSeconds * MS_PER_SECOND;
    const answered =
      together === 1 ? [await this.#lab.invokeAfterIdle(call, idleMs)] : await this.#lab.invokeTogetherAfterIdle(call, together, idleMs);
    const trials = answered.filter(({ status }) => status === 'ok');
    if (trials.length * 2 <= together) return undefined;
    return trials.filter((trial) => this.#subject.isCold(trial) ?? this.#subject.latencyMs(trial) > this.thresholdMs).length * 2 > together;
  }

  async isColdAfter(idleSeconds: number): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      this.#probes += 1;
      this.#waitedMs += idleSeconds * MS_PER_SECOND;
      const isCold = await this.probe(`search/${this.#probes}`, 'search', idleSeconds);
      if (isCold !== undefined || attempt === TRIES || this.isOver) return isCold ?? false;
    }
  }

  /** Waits longer by a step each time, until it is cold; the seconds of that wait. */
  async approach(fromSeconds: number, stepSeconds: number): Promise<number> {
    let idleSeconds = fromSeconds;
    do idleSeconds += stepSeconds;
    while (!this.isOver && !(await this.isColdAfter(idleSeconds)));
    return idleSeconds;
  }

  /** So many cold calls in a row confirm the time; a warm one makes it longer, and counting begins again. */
  async verify(fromSeconds: number, stepSeconds: number, count: number): Promise<number> {
    let idleSeconds = fromSeconds;
    for (let confirmed = 0; confirmed < count && !this.isOver;) {
      if (await this.isColdAfter(idleSeconds)) confirmed += 1;
      else {
        idleSeconds += stepSeconds;
        confirmed = 0;
      }
    }
    return idleSeconds;
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
