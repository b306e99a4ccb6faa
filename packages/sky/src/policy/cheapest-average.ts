import { z } from 'zod';
import type { Arm, ArmEstimate, Choice, Policy, Sample, Situation } from './policy.ts';

/** The rule of SkyFaaS, in numbers. */
export interface CheapestAverageOptions {
  /** Samples that are taken of every arm before one is chosen. */
  readonly probes: number;
  /** Part by which the mean duration of an arm has to move until the choice is made again. */
  readonly threshold: number;
}

const DEFAULTS: CheapestAverageOptions = { probes: 2, threshold: 0.5 };
/** Probes without a sample, for each one that is wanted, after which an arm is given up. */
const MISSES_PER_PROBE = 3;
/** Samples after which a mean begins to forget: a change is then seen within so many calls, however long the function has been running. */
const MEMORY_SAMPLES = 20;

const record = z.object({
  samples: z.int().nonnegative(),
  misses: z.int().nonnegative(),
  pending: z.int().nonnegative(),
  meanMs: z.number().nonnegative(),
  meanDollars: z.number().nonnegative(),
  /** Mean duration at the last choice. */
  decidedMs: z.number().nonnegative().optional(),
});
const stateShape = z.object({ arms: z.record(z.string(), record), chosen: z.string().optional() });

type ArmRecord = z.infer<typeof record>;
export type CheapestAverageState = z.infer<typeof stateShape>;

const UNKNOWN: ArmRecord = { samples: 0, misses: 0, pending: 0, meanMs: 0, meanDollars: 0 };

/**
 * The rule of SkyFaaS: the first calls go to every arm (all at once when the function is idempotent, otherwise in turn), all others to
 * the arm whose measured bills have the lowest mean. When a mean duration has moved by the threshold, the choice is made again. An arm
 * without samples is never chosen as the cheapest.
 */
export function cheapestAverage(options: Partial<CheapestAverageOptions> = {}): Policy<CheapestAverageState> {
  const settings = { ...DEFAULTS, ...options };
  return {
    name: 'cheapest-average',
    start: () => ({ arms: {} }),
    restore: (stored) => forgetPending(stateShape.parse(stored)),
    choose(state, situation) {
      const choice = choose(settings, state, situation);
      const strangers = situation.arms.filter(({ id }) => state.arms[id] === undefined);
      const known = strangers.reduce((changed, { id }) => update(changed, id, (unchanged) => unchanged), state);
      return { choice, state: choice.armIds.reduce((changed, armId) => update(changed, armId, addPending), known) };
    },
    learn: (state, sample) =>
      decideAgain(
        settings,
        update(state, sample.armId, (known) => addSample(known, sample)),
        sample.armId,
      ),
    miss: (state, armId) =>
      decideAgain(
        settings,
        update(state, armId, (known) => ({ ...settle(known), misses: known.misses + 1 })),
        armId,
      ),
    explain: (state, { arms }) => arms.map((arm) => explainArm(state, arm)),
  };
}

function choose({ probes }: CheapestAverageOptions, state: CheapestAverageState, { arms, mirrorAllowed }: Situation): Choice {
  const open = arms.filter(({ id }) => isWanted(state.arms[id] ?? UNKNOWN, probes));
  const [first, ...others] = open.toSorted((left, right) => seen(state, left) - seen(state, right));
  if (first !== undefined) return { armIds: mirrorAllowed ? [first.id, ...others.map(({ id }) => id)] : [first.id], reason: 'explore' };
  const chosen = arms.find(({ id }) => id === state.chosen) ?? arms.find(({ id }) => id === cheapestOf(state, arms));
  if (chosen !== undefined) return { armIds: [chosen.id], reason: chosen.id === state.chosen ? 'cheapest' : 'fallback' };
  const [next] = arms.toSorted((left, right) => seen(state, left) - seen(state, right));
  return { armIds: [next?.id ?? ''], reason: 'fallback' };
}

function isWanted({ samples, pending, misses }: ArmRecord, probes: number): boolean {
  return samples + pending < probes && misses < probes * MISSES_PER_PROBE;
}

/** How often an arm was tried, whatever came of it. */
function seen(state: CheapestAverageState, { id }: Arm): number {
  const { samples, pending, misses } = state.arms[id] ?? UNKNOWN;
  return samples + pending + misses;
}

function cheapestOf(state: CheapestAverageState, arms: readonly { readonly id: string }[]): string | undefined {
  const measured = arms.flatMap(({ id }) => {
    const known = state.arms[id];
    return known === undefined || known.samples === 0 ? [] : [{ id, ...known }];
  });
  return measured.toSorted((left, right) => left.meanDollars - right.meanDollars || left.meanMs - right.meanMs)[0]?.id;
}

/** Chooses when an arm has its samples and no other still waits for some, and again when a mean has moved by the threshold. */
function decideAgain({ probes, threshold }: CheapestAverageOptions, state: CheapestAverageState, armId: string): CheapestAverageState {
  const { samples, meanMs, decidedMs = meanMs } = state.arms[armId] ?? UNKNOWN;
  const due = state.chosen === undefined || samples === probes || Math.abs(meanMs - decidedMs) > threshold * decidedMs;
  const records = Object.entries(state.arms);
  if (!due || records.some(([, known]) => known.samples < probes && known.misses < probes * MISSES_PER_PROBE)) return state;
  const arms = Object.fromEntries(records.map(([id, known]) => [id, { ...known, decidedMs: known.meanMs }]));
  return {
    arms,
    chosen: cheapestOf(
      state,
      records.map(([id]) => ({ id })),
    ),
  };
}

function update(state: CheapestAverageState, armId: string, change: (known: ArmRecord) => ArmRecord): CheapestAverageState {
  return { ...state, arms: { ...state.arms, [armId]: change(state.arms[armId] ?? UNKNOWN) } };
}

function addPending(known: ArmRecord): ArmRecord {
  return { ...known, pending: known.pending + 1 };
}

function settle(known: ArmRecord): ArmRecord {
  return { ...known, pending: Math.max(0, known.pending - 1) };
}

function addSample(known: ArmRecord, { durationMs, dollars }: Sample): ArmRecord {
  const samples = known.samples + 1;
  const weight = 1 / Math.min(samples, MEMORY_SAMPLES);
  const meanMs = known.meanMs + (durationMs - known.meanMs) * weight;
  const meanDollars = known.meanDollars + (dollars - known.meanDollars) * weight;
  return { ...settle(known), samples, meanMs, meanDollars };
}

function forgetPending(state: CheapestAverageState): CheapestAverageState {
  return { ...state, arms: Object.fromEntries(Object.entries(state.arms).map(([id, known]) => [id, { ...known, pending: 0 }])) };
}

function explainArm(state: CheapestAverageState, { id }: Arm): ArmEstimate {
  const { samples, misses, meanMs, meanDollars } = state.arms[id] ?? UNKNOWN;
  return {
    armId: id,
    samples,
    failures: misses,
    meanMs: samples === 0 ? undefined : meanMs,
    expectedDollars: samples === 0 ? undefined : meanDollars,
    coldProbability: undefined,
    chosen: state.chosen === id,
  };
}
