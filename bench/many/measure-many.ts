import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { runLoad } from '../lib/load.ts';
import { ServerProcess } from '../lib/server-process.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 5;
const SECONDS = 3;
const FUNCTIONS = 100;
/** Room for a sandbox of each function at 128 MB, and to spare: what is measured is the choice among many, not eviction. */
const BUDGET_MB = String(FUNCTIONS * 128 * 2);

const FLOOR_PROGRAM = path.join(import.meta.dirname, '../warm/floor-program.ts');

/**
 * One connection that calls many functions in turn against one that calls a single function, alternating. The floor does the same with
 * bare processes: a process that was not used for a while has to get its memory back into the processor's caches.
 */
export const many: Benchmark = {
  name: 'many',
  summary: `${FUNCTIONS} functions in turn after one warm-up round over one function, requests/s over those of the one (aim: 0.5); the same with bare processes`,
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
  const python = await skein.interpreterOf(HELLO.python);
  await using floorOfOne = await ServerProcess.start(FLOOR_PROGRAM, [python, '1']);
  await using floorOfMany = await ServerProcess.start(FLOOR_PROGRAM, [python, String(FUNCTIONS), 'in-turn']);
  const paths = names.map((name) => `/2015-03-31/functions/${name}/invocations`);
  const measure = async (url: string, inTurn: readonly string[]): Promise<number> =>
    (await runLoad(url, 1, SECONDS, folder, { paths: inTurn })).requestsPerSecond;
  // Every worker of the floor has started when each has answered.
  await measure(floorOfMany.url, paths);
  const rounds = [];
  for (let round = 1; round <= count; round += 1) {
    const floorOne = await measure(floorOfOne.url, paths);
    const floorAll = await measure(floorOfMany.url, paths);
    const one = await measure(skein.url, paths.slice(0, 1));
    const all = await measure(skein.url, paths);
    rounds.push({ floorOne, floorAll, one, all });
    print(
      `many, round ${round} of ${count}: one ${Math.round(one)}/s, ${names.length} in turn ${Math.round(all)}/s; ` +
        `floor ${Math.round(floorOne)}/s and ${Math.round(floorAll)}/s`,
    );
  }
  return {
    functions: names.length,
    floorOnePerSecond: Math.round(median(rounds.map(({ floorOne }) => floorOne))),
    floorAllPerSecond: Math.round(median(rounds.map(({ floorAll }) => floorAll))),
    floorRatio: rounded(median(rounds.map(({ floorOne, floorAll }) => floorAll / floorOne))),
    onePerSecond: Math.round(median(rounds.map(({ one }) => one))),
    allPerSecond: Math.round(median(rounds.map(({ all }) => all))),
    ratio: rounded(median(rounds.map(({ one, all }) => all / one))),
    toFloor: rounded(median(rounds.map(({ floorAll, all }) => all / floorAll))),
  };
}
