import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { Connection } from '../lib/connection.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, quantile, rounded } from '../lib/statistics.ts';

const ROUNDS_DEFAULT = 3;
const QUIET_SECONDS = 0.75;
const ATTACK_SECONDS = 4;
/** Of each half of an attack; what is left is for its end, and for the time between the halves. */
const BUSY_SECONDS = 1.75;
const EVERY_MS = 5;
/** From one attack to the next what it left behind is gone, which takes a fork bomb up to 5 s, and what is kept ready is there again. */
const SETTLE_MS = 6_000;
const OK = 200;
const ATTACKER_MEMORY_MB = 1_024;
const EVENT = '{"name":"world"}';
const INVOKE_PATH = '/2015-03-31/functions/neighbour/invocations';

/** What the escape suite's attackers do: one definition for both. */
const ATTACKER_FILE = path.join(import.meta.dirname, '../../tests/security/hostile/hogs.py');
const ATTACKS: Readonly<Record<string, string>> = {
  'fork bomb': 'fork_bomb',
  'fill memory': 'memory',
  'fill /tmp': 'temporary',
  'fill the log': 'log',
  'take the whole processor': 'processor',
  'fill the buffers of connections': 'socket_buffers',
  'start threads without end': 'threads',
};

/**
 * A function of 128 MB that is called while another with 1,024 MB takes whatever it can get, over the same right before. Called in two
 * ways: one call after the other, and at fixed times, where a call that waits makes those behind it wait too, and all of that counts.
 */
export const neighbour: Benchmark = {
  name: 'neighbour',
  summary: 'latency of a function while another attacks the machine, over the same right before (aim: 3)',
  async run(options) {
    await using skein = await SkeinServer.start();
    await skein.deploy('neighbour', HELLO.python);
    const attacker = {
      runtime: HELLO.python.runtime,
      handler: 'hogs.handler',
      files: { 'hogs.py': await readFile(ATTACKER_FILE, 'utf8') },
    };
    await skein.deploy('attacker', attacker, { memoryMb: ATTACKER_MEMORY_MB, timeoutSeconds: ATTACK_SECONDS });
    return { driver: skein.driver, rows: await compare(skein, options) };
  },
};

type Manner = 'in turn' | 'at fixed times';

const MANNERS: Readonly<Record<Manner, (url: string, seconds: number) => Promise<readonly number[]>>> = {
  'in turn': callInTurn,
  'at fixed times': callAtFixedTimes,
};

/** What was measured of one attack in one manner, in ms. */
interface Round {
  readonly manner: string;
  readonly quietMs: readonly number[];
  readonly busyMs: readonly number[];
}

/** Each attack once a round, and its quiet time right before it: what changes about the machine meanwhile changes for all. */
async function compare(skein: SkeinServer, { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const rounds = new Map<string, Round[]>(Object.keys(ATTACKS).map((name) => [name, []]));
  await measureAll(skein.url, QUIET_SECONDS);
  for (let number = 1; number <= count; number += 1) {
    for (const [name, measured] of rounds) {
      const round = await measureRound(skein, ATTACKS[name] ?? '');
      measured.push(...round);
      print(`neighbour, round ${number} of ${count}, ${name}: ${round.map((each) => describe(name, each)).join('; ')}`);
    }
  }
  return [...rounds].flatMap(([name, measured]) =>
    Object.keys(MANNERS).map((manner) =>
      summarize(
        name,
        manner,
        measured.filter((round) => round.manner === manner),
      ),
    ),
  );
}

function describe(attackName: string, round: Round): string {
  const { medianRatio, p95Ratio } = summarize(attackName, round.manner, [round]);
  return `${round.manner} median ${medianRatio} times, p95 ${p95Ratio} times`;
}

async function measureRound(skein: SkeinServer, take: string): Promise<readonly Round[]> {
  // What is measured is the attack, not its cold start.
  await attack(skein, 'nothing');
  await pause(SETTLE_MS);
  const quiet = await measureAll(skein.url, QUIET_SECONDS);
  const attacking = attack(skein, take);
  const busy = await measureAll(skein.url, BUSY_SECONDS);
  await attacking;
  return [...quiet].map(([manner, quietMs]) => ({ manner, quietMs, busyMs: busy.get(manner) ?? [] }));
}

async function measureAll(url: string, seconds: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const measured = new Map<string, readonly number[]>();
  for (const [manner, call] of Object.entries(MANNERS)) measured.set(manner, await call(url, seconds));
  return measured;
}

/** The attacker answers with an error, or its sandbox is gone, when its time is over. */
async function attack(skein: SkeinServer, take: string): Promise<void> {
  await skein.client.invoke('attacker', Buffer.from(JSON.stringify({ take })));
}

/** Calls the neighbour, each time as soon as it has answered; how long the calls took, in ms. */
async function callInTurn(url: string, seconds: number): Promise<readonly number[]> {
  using connection = new Connection(url);
  const took: number[] = [];
  for (const endMs = performance.now() + seconds * 1000; performance.now() < endMs;) took.push(await callNeighbour(connection));
  return took;
}

/** Calls the neighbour at fixed times, or, when it has not answered yet, as soon as it has; how long each call took from when it was due. */
async function callAtFixedTimes(url: string, seconds: number): Promise<readonly number[]> {
  using connection = new Connection(url);
  const took: number[] = [];
  const startedMs = performance.now();
  for (let dueMs = startedMs; dueMs < startedMs + seconds * 1000; dueMs += EVERY_MS) {
    const lateMs = performance.now() - dueMs;
    if (lateMs < 0) await pause(-lateMs);
    // A timer that fires late is the client's own doing, a call that had to wait for another is not.
    took.push(Math.max(0, lateMs) + (await callNeighbour(connection)));
  }
  return took;
}

async function callNeighbour(connection: Connection): Promise<number> {
  const { status, body, tookMs } = await connection.post(INVOKE_PATH, EVENT);
  if (status !== OK || !body.includes('"hello"')) throw new SkeinError('internal', { reason: `the neighbour answered ${status} ${body}` });
  return tookMs;
}

/** Ratios are medians of the rounds' own: each compares what was measured within some seconds. */
function summarize(attackName: string, manner: string, rounds: readonly Round[]) {
  const of = (share: number) => ({
    quiet: rounded(median(rounds.map(({ quietMs }) => quantile(quietMs, share)))),
    busy: rounded(median(rounds.map(({ busyMs }) => quantile(busyMs, share)))),
    ratio: rounded(median(rounds.map(({ quietMs, busyMs }) => quantile(busyMs, share) / quantile(quietMs, share)))),
  });
  const [middle, p95] = [of(0.5), of(0.95)];
  return {
    attack: attackName,
    calls: manner,
    n: rounds.reduce((sum, { busyMs }) => sum + busyMs.length, 0),
    quietMedianMs: middle.quiet,
    busyMedianMs: middle.busy,
    medianRatio: middle.ratio,
    quietP95Ms: p95.quiet,
    busyP95Ms: p95.busy,
    p95Ratio: p95.ratio,
    busyMaxMs: rounded(Math.max(...rounds.flatMap(({ busyMs }) => busyMs))),
  };
}
