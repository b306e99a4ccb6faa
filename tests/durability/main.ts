import { parseArgs } from 'node:util';
import { runCampaign } from './support/campaign.ts';

const DEFAULT_ROUNDS = '20';

/** `npm run durability -- [--rounds N] [--seed N]`: kills servers under load and says whether everything stands that must. */
async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { rounds: text, seed: text } });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const rounds = Number(values.rounds ?? DEFAULT_ROUNDS);
  const startedMs = performance.now();
  const { violations, counts, kills } = await runCampaign({ seed, rounds, print: (line) => console.log(line) });
  console.log(`${rounds} rounds from seed ${seed} in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  console.log('killed', kills);
  console.log('acknowledged', counts);
  for (const violation of violations) console.error(violation);
  console.log(
    violations.length === 0
      ? 'Everything stands.'
      : `Plan the same rounds again with: npm run durability -- --rounds ${rounds} --seed ${seed}`,
  );
  return violations.length === 0 ? 0 : 1;
}

process.exitCode = await main();
