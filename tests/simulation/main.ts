import { parseArgs } from 'node:util';
import { simulatePool } from './support/simulate-pool.ts';
import { simulateServer } from './support/simulate-server.ts';

/** `npm run simulate -- [--seed N] [--rounds N] [--minutes N]`: one seed, or fresh ones one after the other. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seed: text, rounds: text, minutes: text } });
  const firstSeed = Number(values.seed ?? Date.now() % 2 ** 31);
  const endMs = values.minutes === undefined ? Infinity : performance.now() + Number(values.minutes) * 60_000;
  const defaultRounds = values.minutes === undefined ? 1 : Infinity;
  const rounds = Number(values.rounds ?? defaultRounds);
  let round = 0;
  for (; round < rounds && performance.now() < endMs; round += 1) {
    const seed = firstSeed + round;
    const pool = await simulatePool(seed);
    const server = await simulateServer(seed);
    if (rounds === 1) {
      console.log(`seed ${seed}, pool: ${pool.calls} calls, trace ${pool.traceDigest}`);
      console.log(
        `seed ${seed}, server: ${server.runs} runs, ${server.commits} commits, ${server.crashes} crashes, trace ${server.traceDigest}`,
      );
    }
    const violations = [...pool.violations, ...server.violations];
    if (violations.length === 0) continue;
    console.error(`seed ${seed} failed: ${violations.join('; ')}. Replay it with: npm run simulate -- --seed ${seed}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${round} seeds from ${firstSeed} on: every invariant held.`);
}

await main();
