import { SKY_POLICIES } from '@skein/contracts';
import type { SkyPolicyName } from '@skein/contracts';
import { compileCost, findPlan, loadPriceBook, namedPolicy, seededRandom } from '@skein/sky';
import type { Arm, PriceBook } from '@skein/sky';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { median, rounded } from '../lib/statistics.ts';

const ARMS = 20;
const ROUNDS_DEFAULT = 20;
const DECISIONS = 2_000;
/** Samples of each arm before decisions are measured. */
const SAMPLES = 20;
const MEMORY_MB = 512;
const US_PER_MS = 1_000;

/** Time of one choice among the most arms a function may have; nothing is called. */
export const broker: Benchmark = {
  name: 'broker',
  summary: `one choice among ${ARMS} arms, microseconds`,
  async run(options) {
    const arms = makeArms(await loadPriceBook());
    return { driver: 'no', rows: SKY_POLICIES.map((name) => measure(name, arms, options)) };
  },
};

function makeArms(book: PriceBook): readonly Arm[] {
  return Array.from({ length: ARMS }, (_, index) => {
    const plan = findPlan(book, book.plans[index % book.plans.length]?.id ?? '');
    const cost = compileCost(plan, MEMORY_MB);
    return { id: `arm-${index}`, cost, processorShare: 0.1 + index / ARMS, initMs: 300, keepAliveMs: 600_000 };
  });
}

function measure(name: SkyPolicyName, arms: readonly Arm[], { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const policy = namedPolicy(name).begin();
  const random = seededRandom(1);
  const call = { initMs: 0, egressBytes: 500, payloadBytes: 1_000 };
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    for (const arm of arms) {
      const durationMs = 50 + 100 * random();
      policy.learn({ ...call, armId: arm.id, atMs: sample * 1_000, durationMs, dollars: arm.cost({ ...call, durationMs }) });
    }
  }
  const situation = { nowMs: SAMPLES * 1_000, payloadBytes: 1_000, mirrorAllowed: false, arms };
  const rounds = Array.from({ length: count }, () => {
    const beganMs = performance.now();
    for (let decision = 0; decision < DECISIONS; decision += 1) policy.choose(situation, random);
    return ((performance.now() - beganMs) / DECISIONS) * US_PER_MS;
  });
  print(`broker, ${name}: ${rounded(median(rounds))} us`);
  return { policy: name, arms: arms.length, medianUs: rounded(median(rounds)), slowestRoundUs: rounded(Math.max(...rounds)) };
}
