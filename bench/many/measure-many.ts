import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { runLoad } from '../lib/load.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 5;
const SECONDS = 3;
const FUNCTIONS = 100;
/** Room for a sandbox of each function at 128 MB, and to spare: what is measured is the choice among many, not eviction. */
const BUDGET_MB = String(FUNCTIONS * 128 * 2);

/** One connection that calls many functions in turn against one that calls a single function, alternating. */
export const many: Benchmark = {
  name: 'many',
  summary: `${FUNCTIONS} functions in turn after one warm-up round over one function, requests/s at 1 connection (aim: 0.5)`,
  async run(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-many-'));
    try {
      await using skein = await SkeinServer.start({ MEMORY_BUDGET_MB: BUDGET_MB });
      const names = Array.from({ length: FUNCTIONS }, (_, index) => `many-${index}`);
      for (const name of names) await skein.deploy(name, HELLO.python);
      for (const name of names) await skein.timeInvoke(name);
      return { driver: skein.driver, rows: [await compare(skein, names, folder, options)] };
    } finally {
      // check-allow recursive-deletes -- mkdtemp made this folder above
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare(skein: SkeinServer, names: readonly string[], folder: string, { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const paths = names.map((name) => `/2015-03-31/functions/${name}/invocations`);
  const rounds = [];
  for (let round = 1; round <= count; round += 1) {
    const one = (await runLoad(skein.url, 1, SECONDS, folder, { paths: paths.slice(0, 1) })).requestsPerSecond;
    const all = (await runLoad(skein.url, 1, SECONDS, folder, { paths })).requestsPerSecond;
    rounds.push({ one, all });
    print(`many, round ${round} of ${count}: one ${Math.round(one)}/s, ${names.length} in turn ${Math.round(all)}/s`);
  }
  return {
    functions: names.length,
    onePerSecond: Math.round(median(rounds.map(({ one }) => one))),
    allPerSecond: Math.round(median(rounds.map(({ all }) => all))),
    ratio: rounded(median(rounds.map(({ one, all }) => all / one))),
  };
}
