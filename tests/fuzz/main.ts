import { parseArgs } from 'node:util';
import { PROPERTY_FILES } from './property-files.data.ts';
import { runRound } from './support/run-round.ts';
import type { PropertyReport } from './support/run-round.ts';
import { addUp, printTotals } from './support/totals.ts';
import type { Totals } from './support/totals.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1_000;
/** Longest time of one property in one round, in seconds: then the next round begins with another seed. */
const ROUND_SECONDS_MAX = 20;
const SEED_MAX = 2 ** 31;

/**
 * `npm run fuzz -- [--minutes N] [--seed N] [--path P] [--property WORDS]`: runs the properties with random input, in rounds, each
 * with a seed of its own. A failure is told with what replays it.
 */
async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { minutes: text, seed: text, path: text, property: text } });
  const firstSeed = Number(values.seed ?? Date.now() % SEED_MAX);
  const endMs = performance.now() + Number(values.minutes ?? 1) * MS_PER_MINUTE;
  const totals: Totals = new Map();
  for (let round = 0; round === 0 || performance.now() < endMs; round += 1) {
    const seconds = roundSeconds((endMs - performance.now()) / MS_PER_SECOND, totals.size);
    const seed = firstSeed + round;
    const { reports, output } = await runRound({ files: PROPERTY_FILES, seconds, seed, path: values.path, property: values.property });
    addUp(totals, reports);
    if (output === undefined) continue;
    console.error(`${output}\n${replayOf(seed, reports, output)}`);
    process.exitCode = 1;
    break;
  }
  console.log(`Seeds from ${firstSeed} on:`);
  printTotals(totals);
}

/** The first round finds out how many properties there are; the others share the time that is left. */
function roundSeconds(leftSeconds: number, properties: number): number {
  return properties === 0 ? 1 : Math.min(ROUND_SECONDS_MAX, Math.max(1, leftSeconds / properties));
}

function replayOf(seed: number, reports: readonly PropertyReport[], output: string): string {
  const failed = reports.find((report) => report.failed);
  if (failed === undefined) return 'A test failed, though no property did.';
  const [, path = ''] = /path: "([^"]*)"/.exec(output) ?? [];
  const title = failed.property.split(' > ').at(-1) ?? '';
  return `A property failed. Replay it with: npm run fuzz -- --seed ${seed} --property '${title}' --path '${path}'`;
}

await main();
