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
const CONNECTIONS = [1, 16];
const FLOOR_PROGRAM = path.join(import.meta.dirname, 'floor-program.ts');

/** The whole path over the AWS route against the floor, alternating in one run; medians of the rounds and of their ratios. */
export const warm: Benchmark = {
  name: 'warm',
  summary: 'the whole path of a warm Invoke over the smallest honest program (aims: p50 1.2 at 1 connection, requests/s 0.9 at 16)',
  async run(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-load-'));
    try {
      await using skein = await SkeinServer.start();
      const python = await skein.interpreterOf(HELLO.python);
      await skein.deploy('hello', HELLO.python);
      const rows = [];
      for (const connections of CONNECTIONS) rows.push(await compare(skein, python, connections, folder, options));
      return { driver: skein.driver, rows };
    } finally {
      // check-allow recursive-deletes -- mkdtemp made this folder above
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare(
  skein: SkeinServer,
  python: string,
  connections: number,
  folder: string,
  { count = ROUNDS_DEFAULT, print }: BenchmarkOptions,
) {
  await using floor = await ServerProcess.start(FLOOR_PROGRAM, [python, String(connections)]);
  const invokeUrl = `${skein.url}/2015-03-31/functions/hello/invocations`;
  await runLoad(invokeUrl, connections, SECONDS, folder);
  await runLoad(floor.url, connections, SECONDS, folder);
  const rounds = [];
  for (let round = 1; round <= count; round += 1) {
    const base = await runLoad(floor.url, connections, SECONDS, folder);
    const ours = await runLoad(invokeUrl, connections, SECONDS, folder);
    rounds.push({ base, ours });
    print(`warm, ${connections} connections, round ${round} of ${count}: floor ${base.p50Us} us, Skein ${ours.p50Us} us`);
  }
  return {
    connections,
    floorP50Us: median(rounds.map(({ base }) => base.p50Us)),
    skeinP50Us: median(rounds.map(({ ours }) => ours.p50Us)),
    p50Ratio: rounded(median(rounds.map(({ base, ours }) => ours.p50Us / base.p50Us))),
    floorPerSecond: Math.round(median(rounds.map(({ base }) => base.requestsPerSecond))),
    skeinPerSecond: Math.round(median(rounds.map(({ ours }) => ours.requestsPerSecond))),
    perSecondRatio: rounded(median(rounds.map(({ base, ours }) => ours.requestsPerSecond / base.requestsPerSecond))),
  };
}
