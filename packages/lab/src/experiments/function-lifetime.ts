import type { RunResult, TrialRecord } from '@skein/contracts';
import { defineExperiment } from '../experiment.ts';
import { instanceOf } from '../run/entries.ts';
import type { Lab } from '../run/lab.ts';
import { COLD_SECONDS, coldPauseMs } from './shared/cold.ts';
import { MS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, result } from './shared/results.ts';

const FUNCTION = 'function1';

const PARAMETERS = {
  /** Calls at the beginning, and the seconds between them. */
  baselineSeconds: 300,
  baselineGapSeconds: 10,
  /** The function is called every half of the time after which it is cold, which is this where no earlier run has found it. */
  coldSeconds: COLD_SECONDS,
  /** An instance that is gone after the first pause was idle for too long: the pause is then halved, but not below this. */
  periodMinSeconds: 60,
  maxHours: 24,
};

/** What is known of an instance that is always used. Times in ms of the run. */
interface Life {
  /** Whether anybody says which instance it is. */
  readonly isKnown: boolean;
  readonly beganMs: number;
  /** When its last call was sent. */
  readonly seenMs: number;
  /** When the first call of another instance was sent; undefined when none came. */
  readonly goneMs: number | undefined;
}

/** How long one instance is kept when it is always used: called again and again until another one answers. */
export const functionLifetime = defineExperiment({
  name: 'function-lifetime',
  description: 'How long an instance of a function is kept although it is always in use.',
  functions: [FUNCTION],
  parameters: PARAMETERS,
  positive: ['baselineGapSeconds', 'coldSeconds', 'periodMinSeconds'],
  async run(lab, parameters) {
    let periodMs = (await coldPauseMs(lab, 'sequential', parameters.coldSeconds)) / 2;
    for (let attempt = 0; ; attempt += 1) {
      const { life, calls } = await watch(lab, attempt, periodMs, parameters);
      const wasIdle = life.goneMs !== undefined && calls === 1 && periodMs / 2 >= parameters.periodMinSeconds * MS_PER_SECOND;
      if (!wasIdle) return resultsOf(life, periodMs, parameters.maxHours);
      periodMs /= 2;
    }
  },
});

/** Follows one instance to its end, or for as long as it is to be followed. `calls`: those after the baseline. */
async function watch(
  lab: Lab,
  attempt: number,
  periodMs: number,
  { baselineSeconds, baselineGapSeconds, maxHours }: typeof PARAMETERS,
): Promise<{ readonly life: Life; readonly calls: number }> {
  const track = new Track();
  for (let call = 0; call * baselineGapSeconds < baselineSeconds; call += 1) {
    track.begin(await lab.invoke({ key: `baseline/${attempt}/${call}`, group: 'baseline', function: FUNCTION }));
    await lab.wait(`baseline/${attempt}/${call}`, baselineGapSeconds * MS_PER_SECOND);
  }
  const maxMs = maxHours * SECONDS_PER_HOUR * MS_PER_SECOND;
  for (let calls = 1; ; calls += 1) {
    await lab.wait(`watch/${attempt}/${calls}`, periodMs);
    const trial = await lab.invoke({ key: `watch/${attempt}/${calls}`, group: 'watch', function: FUNCTION });
    track.add(trial);
    if (!track.isThere || track.ageMs(trial) >= maxMs) return { life: track.life, calls };
  }
}

/** The calls of one instance. */
class Track {
  #latest: TrialRecord | undefined;
  #beganMs: number | undefined;
  #seenMs = 0;
  #goneMs: number | undefined;

  get isThere(): boolean {
    return this.#goneMs === undefined;
  }

  /** How long it has been followed when a call was sent. */
  ageMs({ sentAtMs }: TrialRecord): number {
    return sentAtMs - (this.#beganMs ?? sentAtMs);
  }

  get life(): Life {
    const isKnown = this.#latest !== undefined && instanceOf(this.#latest) !== undefined;
    return { isKnown, beganMs: this.#beganMs ?? 0, seenMs: this.#seenMs, goneMs: this.#goneMs };
  }

  /** A call that may find any instance: the one that is followed from now on. */
  begin(trial: TrialRecord): void {
    this.#beganMs ??= trial.sentAtMs;
    if (this.#isOther(trial)) this.#latest = undefined;
    this.add(trial);
  }

  /** A call that tells whether the instance is still there. One that failed tells nothing. */
  add(trial: TrialRecord): void {
    if (trial.status !== 'ok') return;
    // While the run was interrupted nobody called: what became of the instance then says nothing about one that is in use.
    const wasInterrupted = this.#latest !== undefined && this.#latest.resumes !== trial.resumes;
    if (this.#isOther(trial) && !wasInterrupted) this.#goneMs = trial.sentAtMs;
    else {
      if (this.#latest === undefined || this.#isOther(trial)) this.#beganMs = trial.sentAtMs;
      this.#latest = trial;
      this.#seenMs = trial.sentAtMs;
    }
  }

  #isOther(trial: TrialRecord): boolean {
    const [own, followed] = [instanceOf(trial), this.#latest && instanceOf(this.#latest)];
    return own !== undefined && followed !== undefined && own !== followed;
  }
}

function resultsOf({ isKnown, beganMs, seenMs, goneMs }: Life, periodMs: number, maxHours: number): readonly RunResult[] {
  const period = result('called every', periodMs / MS_PER_SECOND, 's');
  if (!isKnown) return [result('reclaimed', 'unknown'), period];
  if (goneMs === undefined) return [...clock(maxHours * SECONDS_PER_HOUR), result('reclaimed', false), period];
  const atLeast = (seenMs - beganMs) / MS_PER_SECOND;
  return [
    ...clock(Math.floor(atLeast)),
    result('reclaimed', true),
    result('lifetime at least', atLeast, 's'),
    result('lifetime at most', (goneMs - beganMs) / MS_PER_SECOND, 's'),
    period,
  ];
}

function clock(seconds: number): readonly RunResult[] {
  return [
    result('hours', Math.floor(seconds / SECONDS_PER_HOUR), 'h'),
    result('minutes', Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE), 'min'),
    result('seconds', Math.floor(seconds % SECONDS_PER_MINUTE), 's'),
  ];
}
