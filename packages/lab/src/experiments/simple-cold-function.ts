import type { RunResult, TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import type { Lab } from '../run/lab.ts';
import { sorted } from '../statistics/quantile.ts';

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const FUNCTION = 'function3';

const PARAMETERS = {
  settleMinutes: 65,
  warmCalls: 100,
  warmPauseSeconds: 1,
  /** When the first call was not cold: the first wait, how much longer each further one is, and the longest. */
  firstAgainMinutes: 40,
  firstStepMinutes: 20,
  firstMaxMinutes: 120,
  coarseSeconds: 300,
  mediumSeconds: 60,
  granularitySeconds: 20,
  /** Cold calls in a row that confirm the time. */
  verifications: 5,
  maxHours: 24,
};
type ColdParameters = typeof PARAMETERS;

/** After how long without a call a function is cold: found by waiting longer and longer, then shorter again in smaller steps. */
export const simpleColdFunction = defineExperiment({
  name: 'simple-cold-function',
  description: 'Time without calls after which a function is cold.',
  functions: [FUNCTION],
  parameters: PARAMETERS,
  async run(lab, parameters) {
    const search = new ColdSearch(lab, parameters.maxHours);
    const threshold = await baseline(lab, search, parameters);
    search.thresholdMs = threshold.thresholdMs;
    let idle = await search.approach(0, parameters.coarseSeconds);
    idle = await search.approach(idle - parameters.coarseSeconds, parameters.mediumSeconds);
    idle = await search.approach(idle - parameters.mediumSeconds, parameters.granularitySeconds);
    idle = await search.verify(idle, parameters.granularitySeconds, parameters.verifications);
    const isCold = !search.isOver && (await search.isColdAfter(idle));
    return [
      result('idle', idle, 's'),
      result('cold', isCold),
      result('final', !search.isOver),
      result('warm mean', Math.round(threshold.warmMeanMs * 100) / 100, 'ms'),
    ];
  },
});

/** Waits until the function is cold, then measures what warm calls take; latency above the threshold means cold where nothing else tells. */
async function baseline(
  lab: Lab,
  search: ColdSearch,
  parameters: ColdParameters,
): Promise<{ readonly warmMeanMs: number; readonly thresholdMs: number }> {
  const { settleMinutes, firstAgainMinutes, firstStepMinutes, firstMaxMinutes, warmCalls, warmPauseSeconds } = parameters;
  await lab.wait('settle', settleMinutes * SECONDS_PER_MINUTE * MS_PER_SECOND);
  let isCold = await search.isCold(await lab.invoke({ key: 'first/0', function: FUNCTION }));
  for (let minutes = firstAgainMinutes, attempt = 1; !isCold && minutes <= firstMaxMinutes; minutes += firstStepMinutes, attempt += 1) {
    const plan = { key: `first/${attempt}`, function: FUNCTION } as const;
    isCold = await search.isCold(await lab.invokeAfterIdle(plan, minutes * SECONDS_PER_MINUTE * MS_PER_SECOND));
  }
  const warm: number[] = [];
  for (let call = 0; call < warmCalls; call += 1) {
    warm.push(latencyOf(await lab.invoke({ key: `warm/${call}`, function: FUNCTION })));
    await lab.wait(`warm/${call}`, warmPauseSeconds * MS_PER_SECOND);
  }
  const middle = sorted(warm).slice(Math.floor(warm.length * 0.2), Math.ceil(warm.length * 0.8));
  const warmMeanMs = middle.reduce((sum, latency) => sum + latency, 0) / middle.length;
  return { warmMeanMs, thresholdMs: warmMeanMs > 220 ? 2 * warmMeanMs : 1_000 };
}

/** The search itself. Each probe is a call after a wait, whose own call is what the next wait counts from. */
class ColdSearch {
  readonly #lab: Lab;
  readonly #maxMs: number;
  #probes = 0;
  #waitedMs = 0;
  thresholdMs = 1_000;

  constructor(lab: Lab, maxHours: number) {
    this.#lab = lab;
    this.#maxMs = maxHours * SECONDS_PER_MINUTE * SECONDS_PER_MINUTE * MS_PER_SECOND;
  }

  /** Whether the time that the experiment may take is used up. */
  get isOver(): boolean {
    return this.#waitedMs >= this.#maxMs;
  }

  /** The platform's own word for it, or the latency where it has none. */
  async isCold(answered: TrialRecord): Promise<boolean> {
    const trial = await this.#lab.reported(answered);
    return trial.usage === undefined ? latencyOf(trial) > this.thresholdMs : trial.usage.initMs > 0;
  }

  async isColdAfter(idleSeconds: number): Promise<boolean> {
    this.#probes += 1;
    this.#waitedMs += idleSeconds * MS_PER_SECOND;
    const plan = { key: `search/${this.#probes}`, function: FUNCTION } as const;
    return await this.isCold(await this.#lab.invokeAfterIdle(plan, idleSeconds * MS_PER_SECOND));
  }

  /** Waits longer by a step each time, until the function is cold; the seconds of that wait. */
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

function latencyOf({ intendedAtMs, endedAtMs }: TrialRecord): number {
  return endedAtMs - intendedAtMs;
}

function result(name: string, value: number | boolean, unit = ''): RunResult {
  return { name, value, unit };
}
