import { drawNormal } from '../random/random.ts';
import type { Random } from '../random/random.ts';

/** One function that exists only as numbers. Times are those of one whole processor. */
export interface SyntheticFunction {
  readonly memoryMb: number;
  /** Time that does not depend on the processor, in ms. */
  readonly waitMs: number;
  /** Time the processor works for a payload of the median size, in ms. */
  readonly workMs: number;
  readonly payloadMedianBytes: number;
  /** Deviation of the logarithm of the payload's size. */
  readonly payloadDeviation: number;
  readonly egressBytes: number;
  /** Mean time between two calls, in ms. */
  readonly intervalMs: number;
  /** For each arm, how much faster than expected it runs this function's work. */
  readonly speeds: readonly number[];
  /** For each arm, how much longer than expected this function's code takes to load. */
  readonly loads: readonly number[];
}

/** One call as it would be on each arm. */
export interface SyntheticCall {
  readonly atMs: number;
  readonly payloadBytes: number;
  /** For each arm, the factor by which this call takes longer than the function usually does. */
  readonly noise: readonly number[];
}

/** What random functions look like. */
export interface GeneratorSetting {
  readonly armCount: number;
  /** Mean times between calls, in ms; functions take them in turn. */
  readonly intervalsMs: readonly number[];
  /** Deviation of the logarithm of an arm's speed for one function. */
  readonly speedDeviation: number;
  readonly noiseDeviation: number;
  /** Whether a call can come before the one before it has ended, and then needs an instance of its own. */
  readonly overlapping: boolean;
  /** Deviation of the logarithm of an arm's speed for all functions together, beside what its processor promises. */
  readonly platformDeviation: number;
  /** Calls with which a lab has measured each arm beforehand; 0 when there is no lab. */
  readonly labCalls: number;
}

const MEMORY_SIZES_MB = [128, 256, 512, 1024, 2048];
const PAYLOAD_DEVIATIONS = [0.1, 0.8, 1.5];
const LOAD_DEVIATION = 0.3;
const LAB_WORK_MS = 100;
/** Execution times in seconds: log-normal as in Shahrad et al., "Serverless in the Wild" (USENIX ATC 2020), section 3.4. */
const DURATION = { mean: -0.38, deviation: 2.36 };
/** The distribution has no end, but functions have: what is shorter or longer is drawn again. */
const SHORTEST_MS = 5;
const LONGEST_MS = 60_000;
/** Clouds stop a call after 15 minutes, so nobody sends a payload that takes longer, even with the smallest share of a processor. */
const WORK_MAX_MS = 900_000 * 0.07;

/** A function drawn at random; the index decides how often it is called. */
export function drawFunction(setting: GeneratorSetting, index: number, random: Random): SyntheticFunction {
  const durationMs = drawDuration(random);
  const workPart = 0.1 + 0.9 * random();
  return {
    memoryMb: pick(MEMORY_SIZES_MB, random),
    waitMs: durationMs * (1 - workPart),
    workMs: durationMs * workPart,
    payloadMedianBytes: 1024 * Math.exp(drawNormal(random)),
    payloadDeviation: pick(PAYLOAD_DEVIATIONS, random),
    egressBytes: Math.round(512 * Math.exp(drawNormal(random))),
    intervalMs: setting.intervalsMs[index % setting.intervalsMs.length] ?? 1_000,
    speeds: drawFactors(setting.armCount, setting.speedDeviation, random),
    loads: drawFactors(setting.armCount, LOAD_DEVIATION, random),
  };
}

/** The next calls of a function; arrivals are a Poisson process. */
export function drawCalls(setting: GeneratorSetting, drawn: SyntheticFunction, count: number, random: Random): readonly SyntheticCall[] {
  let atMs = 0;
  return Array.from({ length: count }, () => {
    atMs -= drawn.intervalMs * Math.log(1 - random());
    const factor = Math.min(Math.exp(drawn.payloadDeviation * drawNormal(random)), WORK_MAX_MS / drawn.workMs);
    const payloadBytes = Math.max(1, Math.round(drawn.payloadMedianBytes * factor));
    return { atMs, payloadBytes, noise: drawFactors(setting.armCount, setting.noiseDeviation, random) };
  });
}

/** Time a call takes on an arm, in ms: waiting, and work that grows with the payload and shrinks with the processor's share. */
export function durationOn(drawn: SyntheticFunction, call: SyntheticCall, arm: number, processorShare: number): number {
  const work = drawn.workMs * (call.payloadBytes / drawn.payloadMedianBytes);
  const speed = Math.min(1, processorShare) * (drawn.speeds[arm] ?? 1);
  return (drawn.waitMs + work / speed) * (call.noise[arm] ?? 1);
}

/** How much faster each arm is than its processor promises, for all functions. */
export function drawPlatforms({ armCount, platformDeviation }: GeneratorSetting, random: Random): readonly number[] {
  return platformDeviation === 0 ? Array.from({ length: armCount }, () => 1) : drawFactors(armCount, platformDeviation, random);
}

/** The mean logarithm of what the lab's function takes on an arm: work of 100 ms, which is as much its own there as that of others. */
export function measureInLab(setting: GeneratorSetting, speed: number, random: Random): number {
  const own = Math.exp(setting.speedDeviation * drawNormal(random));
  const logs = Array.from(
    { length: setting.labCalls },
    () => Math.log(LAB_WORK_MS / (speed * own)) + setting.noiseDeviation * drawNormal(random),
  );
  return logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

function drawDuration(random: Random): number {
  for (;;) {
    const durationMs = 1_000 * Math.exp(DURATION.mean + DURATION.deviation * drawNormal(random));
    if (durationMs >= SHORTEST_MS && durationMs <= LONGEST_MS) return durationMs;
  }
}

function drawFactors(count: number, deviation: number, random: Random): readonly number[] {
  return Array.from({ length: count }, () => Math.exp(deviation * drawNormal(random)));
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  // The index is always inside: random() is below 1.
  return item as Item;
}
