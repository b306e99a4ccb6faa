import { z } from 'zod';
import { drawNormal } from '../../random/random.ts';
import type { Random } from '../../random/random.ts';
import type { Arm, ArmEstimate, Choice, Policy, Sample, Situation } from '../policy.ts';
import { NO_SUMS, armTerm, fitDurations, slownessOf } from './duration-model.ts';
import type { ArmSums, DurationPosterior, DurationPrior, ModelArm } from './duration-model.ts';
import { expectedCost } from './expected-cost.ts';
import { solveUpper } from './solve.ts';

export interface ContextualOptions {
  readonly prior: DurationPrior;
  /** How far the choice strays from what is most probable, so that it goes on learning: 0 never, 1 as probable as it is. */
  readonly scale: number;
  /** Part of an old sample's weight that is left after a new one, so that change is noticed. */
  readonly memory: number;
}

/** What functions look like on the whole: wide, so that a handful of calls outweighs it. */
export const DURATION_PRIOR: DurationPrior = {
  level: { mean: 5, deviation: 3 },
  processorPart: { mean: 0.6, deviation: 0.3 },
  payloadExponent: { mean: 0.4, deviation: 0.4 },
  armDeviation: 0.25,
  noiseDeviation: 0.25,
  noiseSamples: 3,
};
const DEFAULTS: ContextualOptions = { prior: DURATION_PRIOR, scale: 0.5, memory: 0.998 };

/** Cold starts that the first guess of an arm's load time is worth. */
const INIT_PRIOR_SAMPLES = 1;
/** Width of the doubt about how long an idle instance is kept, as a part of that time. */
const KEEP_ALIVE_DOUBT = 0.1;
const REFERENCE_BYTES = 1024;

const number = z.number();
const record = z.object({
  sums: z.object({ weight: number, x: number, xx: number, y: number, xy: number, yy: number }),
  samples: z.int().nonnegative(),
  misses: z.int().nonnegative(),
  totalMs: z.number().nonnegative(),
  colds: z.int().nonnegative(),
  initMsSum: z.number().nonnegative(),
  lastUsedMs: z.number().optional(),
});
const stateShape = z.object({
  arms: z.record(z.string(), record),
  samples: z.int().nonnegative(),
  egressBytesSum: z.number().nonnegative(),
});

type ArmRecord = z.infer<typeof record>;
export type ContextualState = z.infer<typeof stateShape>;

const UNKNOWN: ArmRecord = { sums: NO_SUMS, samples: 0, misses: 0, totalMs: 0, colds: 0, initMsSum: 0 };

/**
 * Thompson sampling over a model of durations, with the price book's own rounding and the price of cold starts: draws one possible
 * world from what is believed, and takes the arm that is cheapest in it. Prices are known; only durations have to be learnt, and each
 * call teaches something about every arm.
 */
export function contextual(options: Partial<ContextualOptions> = {}): Policy<ContextualState> {
  const settings = { ...DEFAULTS, ...options };
  return {
    name: 'contextual',
    start: () => ({ arms: {}, samples: 0, egressBytesSum: 0 }),
    restore: (stored) => stateShape.parse(stored),
    choose(state, situation, random) {
      const choice = choose(settings, state, situation, random);
      return { choice, state: update(state, choice.armIds[0], (known) => ({ ...known, lastUsedMs: situation.nowMs })) };
    },
    learn: (state, sample) => learn(settings, state, sample),
    miss: (state, armId) => update(state, armId, (known) => ({ ...known, misses: known.misses + 1 })),
    explain: (state, situation) => explain(settings, state, situation),
  };
}

function choose(settings: ContextualOptions, state: ContextualState, situation: Situation, random: Random): Choice {
  const costs = expectedCosts(settings, state, situation, random);
  const best = costs.reduce((least, each) => (each.dollars < least.dollars ? each : least), { armId: '', dollars: Infinity });
  return { armIds: [best.armId === '' ? (situation.arms[0]?.id ?? '') : best.armId], reason: 'cheapest' };
}

interface ArmCost {
  readonly armId: string;
  readonly dollars: number;
  readonly coldProbability: number;
}

/** Expected cost of this call on each arm: in a world drawn with `random`, or, without it, in the mean of all. */
function expectedCosts(
  { prior, scale }: ContextualOptions,
  state: ContextualState,
  situation: Situation,
  random?: Random,
): readonly ArmCost[] {
  const models = situation.arms.map((arm) => modelOf(state, arm));
  const posterior = fitDurations(prior, models);
  const shared = random === undefined ? posterior.shared : drawShared(posterior, scale, random);
  const x = logPayload(situation.payloadBytes);
  const egressBytes = state.samples === 0 ? 0 : state.egressBytesSum / state.samples;
  return situation.arms.map((arm, index) => {
    const model = models[index] ?? modelOf(state, arm);
    const own = armTerm(posterior, model, shared);
    const ownDrawn = own.mean + (random === undefined ? 0 : own.deviation * scale * drawNormal(random));
    const [level = 0, processorPart = 0, exponent = 0] = shared;
    const logMs = level + processorPart * model.slowness + exponent * x + ownDrawn;
    const known = state.arms[arm.id] ?? UNKNOWN;
    const coldProbability = coldChance(known, arm, situation);
    const deviation = Math.sqrt(posterior.noiseVariance);
    const dollars = expectedCost(arm.cost, { logMs, deviation, coldProbability, initMs: expectedInitMs(known, arm), egressBytes });
    return { armId: arm.id, dollars, coldProbability };
  });
}

function drawShared({ shared, sharedFactor, noiseVariance }: DurationPosterior, scale: number, random: Random): readonly number[] {
  const deviation = Math.sqrt(noiseVariance) * scale;
  const offsets = solveUpper(
    sharedFactor,
    shared.map(() => drawNormal(random) * deviation),
  );
  return shared.map((mean, index) => mean + (offsets[index] ?? 0));
}

function modelOf(state: ContextualState, { id, processorShare, logSlowness: offset }: Arm): ModelArm {
  return { slowness: slownessOf(processorShare), sums: state.arms[id]?.sums ?? NO_SUMS, offset };
}

function logPayload(bytes: number): number {
  return Math.log(Math.max(1, bytes) / REFERENCE_BYTES);
}

/** Certain when every instance has a call already; otherwise it depends on how long the one that was used last has been idle. */
function coldChance(known: ArmRecord, { id, keepAliveMs }: Arm, { nowMs, instances }: Situation): number {
  const { busy, idleSinceMs } = instances?.get(id) ?? { busy: 0, idleSinceMs: undefined };
  // What an earlier process used may still be warm.
  const sinceMs = idleSinceMs ?? (busy === 0 ? known.lastUsedMs : undefined);
  if (sinceMs === undefined) return 1;
  return 1 / (1 + Math.exp((keepAliveMs - (nowMs - sinceMs)) / (keepAliveMs * KEEP_ALIVE_DOUBT)));
}

function expectedInitMs({ colds, initMsSum }: ArmRecord, { initMs }: Arm): number {
  return (initMs * INIT_PRIOR_SAMPLES + initMsSum) / (INIT_PRIOR_SAMPLES + colds);
}

function learn({ memory }: ContextualOptions, state: ContextualState, sample: Sample): ContextualState {
  const { armId, atMs, payloadBytes, durationMs, initMs, egressBytes } = sample;
  const arms = Object.entries(state.arms).map(([id, known]) => [id, { ...known, sums: scaleSums(known.sums, memory) }] as const);
  const faded = { arms: Object.fromEntries(arms), samples: state.samples + 1, egressBytesSum: state.egressBytesSum + egressBytes };
  return update(faded, armId, (known) => ({
    ...known,
    sums: addToSums(known.sums, logPayload(payloadBytes), Math.log(Math.max(MIN_DURATION_MS, durationMs))),
    samples: known.samples + 1,
    totalMs: known.totalMs + durationMs,
    colds: known.colds + (initMs > 0 ? 1 : 0),
    initMsSum: known.initMsSum + initMs,
    lastUsedMs: Math.max(known.lastUsedMs ?? atMs, atMs),
  }));
}

/** Durations below this are noise of the clock. */
const MIN_DURATION_MS = 0.1;

function scaleSums({ weight, x, xx, y, xy, yy }: ArmSums, by: number): ArmSums {
  return { weight: weight * by, x: x * by, xx: xx * by, y: y * by, xy: xy * by, yy: yy * by };
}

function addToSums({ weight, x, xx, y, xy, yy }: ArmSums, atX: number, atY: number): ArmSums {
  return { weight: weight + 1, x: x + atX, xx: xx + atX * atX, y: y + atY, xy: xy + atX * atY, yy: yy + atY * atY };
}

function update(state: ContextualState, armId: string, change: (known: ArmRecord) => ArmRecord): ContextualState {
  return { ...state, arms: { ...state.arms, [armId]: change(state.arms[armId] ?? UNKNOWN) } };
}

function explain(settings: ContextualOptions, state: ContextualState, situation: Situation): readonly ArmEstimate[] {
  const costs = expectedCosts(settings, state, situation);
  const least = Math.min(...costs.map(({ dollars }) => dollars));
  return costs.map(({ armId, dollars, coldProbability }) => {
    const { samples, misses, totalMs } = state.arms[armId] ?? UNKNOWN;
    const meanMs = samples === 0 ? undefined : totalMs / samples;
    return { armId, samples, failures: misses, meanMs, expectedDollars: dollars, coldProbability, chosen: dollars === least };
  });
}
