import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { runLoad } from '../lib/load.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';
import { measureFlushesPerSecond } from './measure-flush.ts';

const ROUNDS_DEFAULT = 5;
const SECONDS = 3;
const CONNECTIONS = 64;
const EVENT_HEADERS = { 'X-Amz-Invocation-Type': 'Event' };

/** Events accepted, which wait for the disk, over what the disk can do; and what warm requests notice of it. */
export const events: Benchmark = {
  name: 'events',
  summary: 'events accepted/s over flushes/s of 4 KiB on the same disk; p99 of warm requests meanwhile over without',
  async run(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-events-'));
    try {
      return await compare(folder, options);
    } finally {
      // check-allow recursive-deletes -- mkdtemp made this folder above
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare(folder: string, { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const rounds = [];
  let driver = '';
  for (let round = 1; round <= count; round += 1) {
    // A server of its own for each round: events of the last one may still wait in its queue.
    await using skein = await SkeinServer.start();
    driver = skein.driver;
    const measured = await measureRound(skein, folder);
    rounds.push(measured);
    const { flushes, accepted, quietP99Us, busyP99Us } = measured;
    print(
      `events, round ${round} of ${count}: ${Math.round(accepted)}/s accepted, ${Math.round(flushes)} flushes/s; ` +
        `warm p99 ${quietP99Us} us, meanwhile ${busyP99Us} us`,
    );
  }
  const row = {
    connections: CONNECTIONS,
    flushesPerSecond: Math.round(median(rounds.map(({ flushes }) => flushes))),
    acceptedPerSecond: Math.round(median(rounds.map(({ accepted }) => accepted))),
    ratio: rounded(median(rounds.map(({ accepted, flushes }) => accepted / flushes))),
    quietP99Us: median(rounds.map(({ quietP99Us }) => quietP99Us)),
    busyP99Us: median(rounds.map(({ busyP99Us }) => busyP99Us)),
    p99Ratio: rounded(median(rounds.map(({ quietP99Us, busyP99Us }) => busyP99Us / quietP99Us))),
  };
  return { driver, rows: [row] };
}

async function measureRound(skein: SkeinServer, folder: string) {
  const invokeUrl = (name: string): string => `${skein.url}/2015-03-31/functions/${name}/invocations`;
  for (const name of ['warm', 'event']) {
    await skein.deploy(name, HELLO.python);
    await skein.timeInvoke(name);
  }
  const flushes = measureFlushesPerSecond(folder, SECONDS);
  const loadWarm = (seconds: number) => runLoad(invokeUrl('warm'), 1, seconds, folder);
  await loadWarm(1);
  const quiet = await loadWarm(SECONDS);
  const [accepting, busy] = await Promise.all([
    runLoad(invokeUrl('event'), CONNECTIONS, SECONDS, folder, { headers: EVENT_HEADERS }),
    loadWarm(SECONDS),
  ]);
  return { flushes, accepted: accepting.requestsPerSecond, quietP99Us: quiet.p99Us, busyP99Us: busy.p99Us };
}
