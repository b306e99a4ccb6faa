import { setTimeout as pause } from 'node:timers/promises';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { runClosedLoop } from '../lib/closed-loop.ts';
import { runOpenLoop } from '../lib/open-loop.ts';
import type { OpenLoopResult } from '../lib/open-loop.ts';
import { countLeaves } from '../lib/process-tree.ts';
import { SkeinServer, sleeper } from '../lib/skein-server.ts';
import { median, quantile, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 5;
const SECONDS = 4;
const LIMIT = 16;
const SLEEP_MS = 20;
const TIMES_PEAK = 10;
const CONNECTIONS_MAX = 1_000;
const COUNT_EVERY_MS = 200;
const OK = 200;
const TOO_MANY_REQUESTS = 429;
/** Room for as many sandboxes as the limit says, at 128 MB, and for none without code beside them. */
const SETTINGS = { MEMORY_BUDGET_MB: String(LIMIT * 128), WARM_POOL_SIZE: '0' };

/** What a server still answers when ten times as much is asked of it as it can do, over what it answers at its best. */
export const overload: Benchmark = {
  name: 'overload',
  summary: `${SLEEP_MS} ms sleeper, limit ${LIMIT}: 2xx/s at ${TIMES_PEAK} times the peak rate, open loop, over the peak at ${LIMIT} connections (aim: 0.8)`,
  async run(options) {
    await using skein = await SkeinServer.start(SETTINGS);
    await skein.deploy('sleeper', sleeper(SLEEP_MS));
    return { driver: skein.driver, rows: [await compare(skein, options)] };
  },
};

async function compare(skein: SkeinServer, { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const invokePath = '/2015-03-31/functions/sleeper/invocations';
  await skein.timeInvoke('sleeper');
  // With the one sandbox that this made: what else the server has started.
  const helpers = (await countLeaves(skein.pid)) - 1;
  await runClosedLoop(skein.url, invokePath, LIMIT, SECONDS);
  const rounds = [];
  for (let round = 1; round <= count; round += 1) {
    const peak = await runClosedLoop(skein.url, invokePath, LIMIT, SECONDS);
    const perSecond = peak * TIMES_PEAK;
    const loop = runOpenLoop({ url: skein.url, path: invokePath, perSecond, seconds: SECONDS, connectionsMax: CONNECTIONS_MAX });
    const sandboxes = (await mostLeaves(skein.pid, loop)) - helpers;
    const measured = { peak, sandboxes, ...read(await loop) };
    rounds.push(measured);
    const { goodput, refusedP50Ms, refusedP99Ms } = measured;
    print(
      `overload, round ${round} of ${count}: peak ${Math.round(peak)}/s, then ${Math.round(goodput)}/s of ${Math.round(perSecond)}/s; ` +
        `429s after ${rounded(refusedP50Ms)} ms, p99 ${rounded(refusedP99Ms)} ms; at most ${sandboxes} sandboxes`,
    );
  }
  return {
    limit: LIMIT,
    peakPerSecond: Math.round(median(rounds.map(({ peak }) => peak))),
    askedPerSecond: Math.round(median(rounds.map(({ asked }) => asked))),
    goodPerSecond: Math.round(median(rounds.map(({ goodput }) => goodput))),
    ratio: rounded(median(rounds.map(({ goodput, peak }) => goodput / peak))),
    refusedP50Ms: rounded(median(rounds.map(({ refusedP50Ms }) => refusedP50Ms))),
    refusedP99Ms: rounded(median(rounds.map(({ refusedP99Ms }) => refusedP99Ms))),
    otherAnswers: rounds.reduce((sum, { others }) => sum + others, 0),
    sandboxesMax: Math.max(...rounds.map(({ sandboxes }) => sandboxes)),
  };
}

/** How many sandboxes there were at most while something went on. */
async function mostLeaves(pid: number, during: Promise<unknown>): Promise<number> {
  let most = 0;
  for (let going = true; going;) {
    going = await Promise.race([during.then(() => false), pause(COUNT_EVERY_MS).then(() => true)]);
    most = Math.max(most, await countLeaves(pid));
  }
  return most;
}

function read({ answers, unsent }: OpenLoopResult) {
  const refused = answers.filter(({ status }) => status === TOO_MANY_REQUESTS).map(({ latencyMs }) => latencyMs);
  const good = answers.filter(({ status }) => status === OK).length;
  return {
    asked: (answers.length + unsent) / SECONDS,
    goodput: good / SECONDS,
    refusedP50Ms: quantile(refused, 0.5),
    refusedP99Ms: quantile(refused, 0.99),
    others: answers.length - refused.length - good,
  };
}
