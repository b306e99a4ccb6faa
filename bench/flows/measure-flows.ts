import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { measureFlush } from '../lib/flush.ts';
import { SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';
import { hasPeer } from './peer.ts';
import { IN_FLIGHT, measureShapes } from './shapes.ts';
import type { Shapes } from './shapes.ts';
import { skeinEngine } from './skein-engine.ts';

const COUNT_DEFAULT = 30;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:step';
const STEP = { runtime: 'python3.11', handler: 'app.handler', files: { 'app.py': 'def handler(event, context):\n    return event\n' } };
const PROGRAM_DIR = import.meta.dirname;
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;
/** So many sandboxes of 128 MB may be promised at once. */
const MEMORY_BUDGET_MB = IN_FLIGHT * 160;

/** Every engine is measured once in each round, so that what else the machine does meets all of them alike. */
const ROUNDS = 3;

interface Round extends Shapes {
  readonly flushMs: number;
}

interface Contestant {
  readonly engine: string;
  /** What a step is, and how durable: what makes the rows comparable or not. */
  readonly steps: string;
  readonly measure: (count: number) => Promise<Shapes>;
  /** Why it cannot be measured here. */
  readonly missing?: string;
}

/** A chain of 10 steps and 50 side by side, and the steps per second of 100 chains at once; beside other durable engines in the same run. */
export const flows: Benchmark = {
  name: 'flows',
  summary: 'workflows of 10 steps and 50 wide, and 100 at once, over the time of a flush; Restate and DBOS beside them where installed',
  async run({ count = COUNT_DEFAULT, print }: BenchmarkOptions) {
    const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-flows-'));
    try {
      await using skein = await SkeinServer.start({ MEMORY_BUDGET_MB: String(MEMORY_BUDGET_MB) });
      await skein.deploy('step', STEP);
      const present = (await contestants(skein)).filter(({ engine, missing }) => {
        if (missing !== undefined) print(`flows: ${engine} is left out: ${missing}`);
        return missing === undefined;
      });
      const rounds: Round[][] = present.map(() => []);
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const [index, { engine, steps, measure }] of present.entries()) {
          const before = await measureFlush(folder);
          const shapes = await measure(Math.ceil(count / ROUNDS));
          rounds[index]?.push({ ...shapes, flushMs: median([before, await measureFlush(folder)]) });
          print(`flows, round ${round} of ${ROUNDS}: ${engine}, ${steps}: ${JSON.stringify(shapes)}`);
        }
      }
      const rows = present.map(({ engine, steps }, index) => ({ engine, steps, ...summarize(rounds[index] ?? []) }));
      return { driver: skein.driver, rows };
    } finally {
      // check-allow recursive-deletes -- mkdtemp made this folder above
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function contestants({ client }: SkeinServer): Promise<readonly Contestant[]> {
  const tasks = await skeinEngine(client, 'task', { Type: 'Task', Resource: FUNCTION });
  const passes = await skeinEngine(client, 'pass', { Type: 'Pass' });
  const noPostgres = (await hasProgram('initdb')) && (await hasProgram('postgres')) ? undefined : 'PostgreSQL is not installed';
  return [
    { engine: 'Skein', steps: 'in this process', measure: (count) => runProgram('in-process-program.ts', count) },
    { engine: 'Skein over HTTP', steps: 'functions in sandboxes', measure: (count) => measureShapes(tasks, count) },
    { engine: 'Skein over HTTP', steps: 'Pass states', measure: (count) => measureShapes(passes, count) },
    {
      engine: 'Restate',
      steps: 'in this process',
      measure: (count) => runProgram('restate-program.ts', count),
      ...missingIf(!hasPeer('@restatedev/restate-server'), 'not installed: npm ci --prefix bench/peers'),
    },
    {
      engine: 'DBOS on PostgreSQL',
      steps: 'in this process',
      measure: (count) => runProgram('dbos-program.ts', count),
      ...missingIf(!hasPeer('@dbos-inc/dbos-sdk'), 'not installed: npm ci --prefix bench/peers'),
      ...missingIf(noPostgres !== undefined, noPostgres),
    },
  ];
}

function summarize(rounds: readonly Round[]): Readonly<Record<string, number>> {
  const of = (value: (round: Round) => number): number => rounded(median(rounds.map(value)));
  return {
    chainMs: of(({ chainMs }) => chainMs),
    wideMs: of(({ wideMs }) => wideMs),
    stepsPerSecond: of(({ stepsPerSecond }) => stepsPerSecond),
    flushMs: of(({ flushMs }) => flushMs),
    chainFlushes: of(({ chainMs, flushMs }) => chainMs / flushMs),
    wideFlushes: of(({ wideMs, flushMs }) => wideMs / flushMs),
    flushesPerStep: of(({ stepsPerSecond, flushMs }) => 1_000 / flushMs / stepsPerSecond),
  };
}

function missingIf(isMissing: boolean, reason = ''): { readonly missing?: string } {
  return isMissing ? { missing: reason } : {};
}

async function hasProgram(name: string): Promise<boolean> {
  return await promisify(execFile)(name, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Measures in a process of its own, with a folder of its own, so that engines share neither a heap nor a file. */
async function runProgram(name: string, count: number): Promise<Shapes> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-engine-'));
  try {
    const words = [path.join(PROGRAM_DIR, name), folder, String(count)];
    const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: OUTPUT_MAX_BYTES });
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Shapes;
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(folder, { recursive: true, force: true });
  }
}
