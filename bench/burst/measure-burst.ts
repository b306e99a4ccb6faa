import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { Connection } from '../lib/connection.ts';
import { HELLO, SkeinServer, sleeper } from '../lib/skein-server.ts';
import { median, quantile, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 10;
const COLD_CALLS = 10;
const COLD_EVERY_MS = 100;
const CALLERS = 50;
const RAMP_MS = 1_000;
const SLEEP_MS = 100;
/** From one round to the next what was started is gone, and what is kept ready is there again. */
const SETTLE_MS = 1_500;
const OK = 200;
/** Room for everything, so that nothing has to make way. */
const SETTINGS = { MEMORY_BUDGET_MB: String(100 * 128) };

/** The first calls of new functions while another function gets many callers at once, over the same with nothing else going on. */
export const burst: Benchmark = {
  name: 'burst',
  summary: `cold p95 while another function goes from 0 to ${CALLERS} concurrent calls of ${SLEEP_MS} ms within 1 s, over the same without (aim: 2)`,
  async run({ count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
    await using skein = await SkeinServer.start(SETTINGS);
    const rounds = [];
    for (let round = 1; round <= count; round += 1) {
      const quiet = await coldCalls(skein, `quiet-${round}`, () => Promise.resolve(0));
      const busy = await coldCalls(skein, `busy-${round}`, (name) => ramp(skein, name));
      rounds.push({ quiet, busy });
      print(
        `burst, round ${round} of ${count}: cold p50 ${rounded(median(quiet.coldMs))} ms, beside the burst ${rounded(median(busy.coldMs))} ms`,
      );
    }
    return { driver: skein.driver, rows: [summarize(rounds)] };
  },
};

interface Phase {
  readonly coldMs: readonly number[];
  readonly otherCalls: number;
}

function summarize(rounds: readonly { readonly quiet: Phase; readonly busy: Phase }[]) {
  const quietMs = rounds.flatMap(({ quiet }) => quiet.coldMs);
  const busyMs = rounds.flatMap(({ busy }) => busy.coldMs);
  const [quietP95Ms, busyP95Ms] = [quantile(quietMs, 0.95), quantile(busyMs, 0.95)];
  return {
    n: busyMs.length,
    quietP50Ms: rounded(median(quietMs)),
    busyP50Ms: rounded(median(busyMs)),
    quietP95Ms: rounded(quietP95Ms),
    busyP95Ms: rounded(busyP95Ms),
    ratio: rounded(busyP95Ms / quietP95Ms),
    burstCalls: median(rounds.map(({ busy }) => busy.otherCalls)),
  };
}

/** Calls new functions for the first time, at fixed times, while something else goes on. */
async function coldCalls(skein: SkeinServer, prefix: string, other: (name: string) => Promise<number>): Promise<Phase> {
  const names = Array.from({ length: COLD_CALLS }, (_, index) => `${prefix}-${index}`);
  for (const name of names) await skein.deploy(name, HELLO.python);
  const otherName = `${prefix}-other`;
  await skein.deploy(otherName, sleeper(SLEEP_MS));
  await skein.untilPrewarmed(2);
  await pause(SETTLE_MS);
  const otherCalls = other(otherName);
  const calls = names.map(async (name, index) => {
    await pause(COLD_EVERY_MS * (index + 0.5));
    return await call(skein.url, name);
  });
  const phase = { coldMs: await Promise.all(calls), otherCalls: await otherCalls };
  for (const name of [...names, otherName]) await skein.client.functions.delete(name);
  return phase;
}

/** Callers that come one after the other and call again as soon as they have an answer; how many calls were answered. */
async function ramp(skein: SkeinServer, name: string): Promise<number> {
  const endMs = performance.now() + RAMP_MS;
  const callers = Array.from({ length: CALLERS }, async (_, index) => {
    await pause((RAMP_MS / CALLERS) * index);
    let calls = 0;
    for (; performance.now() < endMs; calls += 1) await call(skein.url, name);
    return calls;
  });
  return (await Promise.all(callers)).reduce((sum, calls) => sum + calls, 0);
}

async function call(url: string, name: string): Promise<number> {
  using connection = new Connection(url);
  const { status, body, tookMs } = await connection.post(`/2015-03-31/functions/${name}/invocations`, '{"name":"world"}');
  if (status !== OK || !body.includes('"hello"')) throw new SkeinError('internal', { reason: `${name} answered ${status} ${body}` });
  return tookMs;
}
