import { CLOUDS } from '../clouds/clouds.data.ts';
import { processorShare } from '../clouds/cloud.ts';
import type { Cloud } from '../clouds/cloud.ts';
import { DURATION_PRIOR } from '../policy/contextual/contextual.ts';
import { fitPlaces } from '../policy/contextual/fit-places.ts';
import { InstanceLog } from '../policy/instances.ts';
import type { BegunCall } from '../policy/instances.ts';
import type { AnyPolicy } from '../policy/policy-run.ts';
import type { Arm, Sample } from '../policy/policy.ts';
import { findPlan } from '../prices/bill.ts';
import { compileCost } from '../prices/estimate-cost.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { seededRandom } from '../random/random.ts';
import type { Random } from '../random/random.ts';
import { drawCalls, drawFunction, drawPlatforms, durationOn, measureInLab } from './synthetic-functions.ts';
import type { GeneratorSetting, SyntheticCall, SyntheticFunction } from './synthetic-functions.ts';
import { TrueInstances } from './true-instances.ts';

/**
 * The standard setting: six ways to pay, functions called every second or every quarter of an hour. A function has the same configured
 * memory everywhere and uses all of it; with less, the plan that bills used memory wins so clearly that nothing is left to learn.
 */
export const STANDARD_SETTING: GeneratorSetting = {
  armCount: 6,
  intervalsMs: [1_000, 900_000],
  speedDeviation: 0.25,
  noiseDeviation: 0.12,
  overlapping: false,
  platformDeviation: 0,
  labCalls: 0,
};

const STANDARD_ARMS: readonly { readonly planId: string; readonly cloudId: string }[] = [
  { planId: 'aws-lambda-x86', cloudId: 'simulated-aws' },
  { planId: 'aws-lambda-arm', cloudId: 'simulated-aws' },
  { planId: 'gcp-run-functions', cloudId: 'simulated-gcp' },
  { planId: 'gcp-functions-gen1', cloudId: 'simulated-gcp' },
  { planId: 'azure-consumption', cloudId: 'simulated-azure' },
  { planId: 'azure-flex', cloudId: 'simulated-azure' },
];

/** Memory of the lab's functions. */
const LAB_MEMORY_MB = 512;

/** What one function cost by the end of each checkpoint. */
export interface FunctionResult {
  /** For each checkpoint, dollars with the arm that was best for this function in hindsight, had it been used alone. */
  readonly best: readonly number[];
  /** For each policy, for each checkpoint, dollars. */
  readonly costs: readonly (readonly number[])[];
}

export interface SimulationOptions {
  readonly book: PriceBook;
  readonly policies: readonly AnyPolicy[];
  readonly setting: GeneratorSetting;
  readonly functionCount: number;
  /** Numbers of calls after which costs are noted, rising. */
  readonly checkpoints: readonly number[];
  readonly seed: number;
}

/** Sends the same calls of the same random functions through every policy: common random numbers, so that only the choices differ. */
export function simulate(options: SimulationOptions): readonly FunctionResult[] {
  const random = seededRandom(options.seed);
  const platforms = drawPlatforms(options.setting, random);
  const slownesses = askLab(options.setting, platforms, random);
  const surroundings = { ...options, platforms, slownesses };
  return Array.from({ length: options.functionCount }, (_, index) => simulateFunction(surroundings, index, random));
}

interface Surroundings extends SimulationOptions {
  /** For each arm, how much faster it is than its processor promises. */
  readonly platforms: readonly number[];
  /** What the lab says of them; empty without a lab. */
  readonly slownesses: ReadonlyMap<string, number>;
}

function askLab(setting: GeneratorSetting, platforms: readonly number[], random: Random): ReadonlyMap<string, number> {
  if (setting.labCalls === 0) return new Map();
  const places = STANDARD_ARMS.map(({ planId, cloudId }, at) => {
    const share = shareOf(cloudOf(cloudId), LAB_MEMORY_MB);
    const logMs = measureInLab(setting, Math.min(1, share) * (platforms[at] ?? 1), random);
    return { id: planId, processorShare: share, calls: setting.labCalls, logMs };
  });
  return fitPlaces(DURATION_PRIOR, places);
}

interface World {
  readonly arms: readonly WorldArm[];
  readonly drawn: SyntheticFunction;
  readonly calls: readonly SyntheticCall[];
  readonly checkpoints: readonly number[];
  readonly overlapping: boolean;
}

interface WorldArm {
  readonly arm: Arm;
  readonly index: number;
}

function simulateFunction(surroundings: Surroundings, index: number, random: Random): FunctionResult {
  const { book, policies, setting, checkpoints, platforms, slownesses } = surroundings;
  const typical = drawFunction(setting, index, random);
  const drawn = { ...typical, speeds: typical.speeds.map((speed, at) => speed * (platforms[at] ?? 1)) };
  const calls = drawCalls(setting, drawn, checkpoints.at(-1) ?? 0, random);
  const arms = STANDARD_ARMS.map(({ planId, cloudId }, at) => ({
    index: at,
    arm: { ...armOf(book, planId, cloudOf(cloudId), drawn.memoryMb), logSlowness: slownesses.get(planId) },
  }));
  const world: World = { arms, drawn, calls, checkpoints, overlapping: setting.overlapping };
  const alone = arms.map((_, at) => play(world, () => [at]));
  const best = checkpoints.map((_, checkpoint) => Math.min(...alone.map((costs) => costs[checkpoint] ?? Infinity)));
  const costs = policies.map((policy) => playPolicy(world, policy, seededRandom(Math.floor(random() * 2 ** 32))));
  return { best, costs };
}

function cloudOf(id: string): Cloud | undefined {
  return CLOUDS.find((cloud) => cloud.id === id);
}

function shareOf(cloud: Cloud | undefined, memoryMb: number): number {
  return cloud === undefined ? 1 : processorShare(cloud, memoryMb);
}

function armOf(book: PriceBook, planId: string, cloud: Cloud | undefined, memoryMb: number): Arm {
  const { init, keepAliveMs } = cloud ?? { init: { medianMs: 0 }, keepAliveMs: 0 };
  return {
    id: planId,
    cost: compileCost(findPlan(book, planId), memoryMb),
    processorShare: shareOf(cloud, memoryMb),
    initMs: init.medianMs,
    keepAliveMs,
  };
}

function playPolicy(world: World, policy: AnyPolicy, random: Random): readonly number[] {
  const run = policy.begin();
  const arms = world.arms.map(({ arm }) => arm);
  const instances = world.overlapping ? new InstanceLog() : undefined;
  const underWay: CallUnderWay[] = [];
  return play(
    world,
    ({ atMs, payloadBytes }) => {
      for (const { begun, sample, endsAtMs } of takeEnded(underWay, atMs)) {
        instances?.end(begun, endsAtMs);
        run.learn(sample);
      }
      const { armIds } = run.choose({ nowMs: atMs, payloadBytes, mirrorAllowed: true, arms, instances }, random);
      return armIds.map((armId) => arms.findIndex(({ id }) => id === armId));
    },
    (sample, endsAtMs) => {
      if (instances === undefined) run.learn(sample);
      else underWay.push({ begun: instances.begin(sample.armId), sample, endsAtMs });
    },
  );
}

interface CallUnderWay {
  readonly begun: BegunCall;
  readonly sample: Sample;
  readonly endsAtMs: number;
}

/** Calls that have ended by then, in the order of their ends; they are under way no longer. */
function takeEnded(underWay: CallUnderWay[], nowMs: number): readonly CallUnderWay[] {
  const ended = underWay.filter(({ endsAtMs }) => endsAtMs <= nowMs).toSorted((left, right) => left.endsAtMs - right.endsAtMs);
  for (const call of ended) underWay.splice(underWay.indexOf(call), 1);
  return ended;
}

/** Runs every call where it is sent to, and adds up what it costs. */
function play(
  { arms, drawn, calls, checkpoints, overlapping }: World,
  choose: (call: SyntheticCall) => readonly number[],
  ran?: (sample: Sample, endsAtMs: number) => void,
): readonly number[] {
  const instances = arms.map(({ arm }) => new TrueInstances(arm.keepAliveMs, overlapping));
  const sums: number[] = [];
  let total = 0;
  for (const [count, call] of calls.entries()) {
    for (const at of choose(call)) {
      const { arm } = arms[at] ?? {};
      if (arm === undefined) continue;
      const initMs = instances[at]?.isCold(call.atMs) === true ? arm.initMs * (drawn.loads[at] ?? 1) : 0;
      const durationMs = durationOn(drawn, call, at, arm.processorShare);
      const { egressBytes } = drawn;
      const dollars = arm.cost({ durationMs, initMs, egressBytes });
      const endsAtMs = call.atMs + initMs + durationMs;
      instances[at]?.occupy(call.atMs, endsAtMs);
      total += dollars;
      ran?.({ armId: arm.id, atMs: call.atMs, payloadBytes: call.payloadBytes, durationMs, initMs, egressBytes, dollars }, endsAtMs);
    }
    if (checkpoints.includes(count + 1)) sums.push(total);
  }
  return sums;
}
