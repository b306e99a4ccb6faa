import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SkeinError } from '@skein/contracts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, quantile, rounded } from '../lib/statistics.ts';

const COUNT_DEFAULT = 50;
const WARM_CALLS = 15;
const PROGRESS_EVERY = 10;
const DO_NOTHING = { python: ['-I', '-S', '-c', 'pass'], node: ['-e', '0'] } as const;

type Language = keyof typeof DO_NOTHING;

/**
 * How much longer the first Invoke of a new function takes than a warm one, over starting the same interpreter to do nothing. In turn, so
 * that whatever else the machine does meets both. `hit`: a code-less sandbox was ready; `miss`: none is ever made beforehand.
 */
export const cold: Benchmark = {
  name: 'cold',
  summary: 'first Invoke minus warm Invoke, over spawning the interpreter (aims: hit 0.6, miss 4)',
  async run(options) {
    const rows = [];
    let driver = '';
    for (const [mode, poolSize] of [
      ['hit', '1'],
      ['miss', '0'],
    ] as const) {
      await using skein = await SkeinServer.start({ WARM_POOL_SIZE: poolSize });
      driver = skein.driver;
      for (const language of ['python', 'node'] as const) rows.push(await compare(skein, language, mode, options));
    }
    return { driver, rows };
  },
};

async function compare(skein: SkeinServer, language: Language, mode: 'hit' | 'miss', { count = COUNT_DEFAULT, print }: BenchmarkOptions) {
  const interpreter = await skein.interpreterOf(HELLO[language]);
  const [spawnMs, coldMs, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= count; round += 1) {
    const floorMs = await timeSpawn(interpreter, DO_NOTHING[language]);
    const extraMs = await timeFirstInvoke(skein, `${language}-${mode}-${round}`, language, mode);
    spawnMs.push(floorMs);
    coldMs.push(extraMs);
    ratios.push(extraMs / floorMs);
    if (round % PROGRESS_EVERY === 0) print(`cold, ${language}, ${mode}: ${round} of ${count}`);
  }
  return {
    language,
    mode,
    n: count,
    spawnP50Ms: rounded(median(spawnMs)),
    coldP50Ms: rounded(median(coldMs)),
    coldP99Ms: rounded(quantile(coldMs, 0.99)),
    ratio: rounded(median(ratios)),
  };
}

async function timeSpawn(interpreter: string, words: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(interpreter, words, { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new SkeinError('internal', { reason: `${interpreter} ended with ${code}` });
  return performance.now() - startedMs;
}

async function timeFirstInvoke(skein: SkeinServer, name: string, language: Language, mode: 'hit' | 'miss'): Promise<number> {
  await skein.deploy(name, HELLO[language]);
  if (mode === 'hit') await skein.untilPrewarmed(1);
  const firstMs = await skein.timeInvoke(name);
  const warm = [];
  for (let call = 0; call < WARM_CALLS; call += 1) warm.push(await skein.timeInvoke(name));
  await skein.client.functions.delete(name);
  return firstMs - median(warm);
}
