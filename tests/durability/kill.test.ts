import { expect, test } from 'vitest';
import { runCampaign } from './support/campaign.ts';

const ROUNDS = 20;

test(
  `kill -9 at random moments under a mixed load of deploys, requests and events, ${ROUNDS} rounds: every acknowledged create, update, ` +
    'delete and event stands; integrity check clean; no name twice; nothing orphaned after the start',
  { timeout: 600_000 },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const lines: string[] = [];
    const { violations, counts } = await runCampaign({ seed, rounds: ROUNDS, print: (line) => lines.push(line) });
    expect(violations, `Replay with: npm run durability -- --rounds ${ROUNDS} --seed ${seed}\n${lines.join('\n')}`).toEqual([]);
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(0);
  },
);
