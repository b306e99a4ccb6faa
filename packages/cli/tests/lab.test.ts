import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

const SKEIN = path.resolve(import.meta.dirname, '../bin/skein.mjs');
const TIMEOUT = { timeout: 120_000 };

interface Outcome {
  readonly run: { readonly id: string; readonly status: string; readonly resumes: number };
  readonly trials: readonly { readonly key: string; readonly status: string; readonly reason?: string }[];
}

describe('`skein lab list|run|status|report`', () => {
  let skein: SkeinBench;
  const lab = (...words: readonly string[]): ReturnType<SkeinBench['run']> => skein.run(['lab', ...words]);
  const isAnythingDeployed = async (): Promise<boolean> => (await skein.run(['list', '--json'])).output.includes('"lab-');

  beforeAll(async () => {
    skein = await SkeinBench.start();
  });
  afterAll(() => skein[Symbol.asyncDispose]());

  test('list names experiments and providers', async () => {
    const { output, exitCode } = await lab('list');
    expect(exitCode).toBe(0);
    for (const name of ['linear-invocation', 'simple-cold-function', 'concurrency-benchmarking', 'simulated-aws', 'skein'])
      expect(output).toContain(name);
  });

  test('`--dry-run` says what it would cost and calls nothing; `--max-usd` refuses what costs more', TIMEOUT, async () => {
    const { output } = await lab('run', 'linear-invocation', '--dry-run', '--json');
    expect(JSON.parse(output)).toMatchObject({ calls: 4_000, usd: expect.any(Number), durationMs: expect.any(Number) });
    const refused = await lab('run', 'linear-invocation', '--max-usd', '0.0000001');
    expect(refused.exitCode).toBe(1);
    expect(refused.remarks).toContain('0.001');
    expect((await lab('run', 'linear-invocation', '--max-usd', '-1')).exitCode).toBe(2);
    expect((await lab('status')).output).toContain('no runs yet');
  });

  test('a run on a simulated cloud ends with a report, which is one page', TIMEOUT, async () => {
    const { output, exitCode } = await lab('run', 'linear-invocation', '--set', 'calls=20', '--seed', '7');
    expect(exitCode).toBe(0);
    const [, reportPath = ''] = /Report: (\S+\.html)/.exec(output) ?? [];
    const page = await readFile(reportPath, 'utf8');
    expect(page).toContain('Simulated:');
    expect(page).toContain('linear-invocation on simulated-aws');
    const again = JSON.parse((await lab('report', 'latest', '--against', 'latest', '--json')).output) as Outcome;
    expect(again.trials).toHaveLength(80);
    expect((await lab('status')).output).toContain('completed');
  });

  test('a run on a server: the functions run there and are gone afterwards', TIMEOUT, async () => {
    const { output, remarks, exitCode } = await lab('run', 'linear-invocation', '--on', 'skein', '--set', 'calls=5', '--json');
    expect(remarks).toContain('running on skein');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ run: { status: 'completed', simulated: false } });
    expect(await isAnythingDeployed()).toBe(false);
  });

  test('`kill -9` of a run, and `--resume`: no trial lost or doubled, nothing left deployed', TIMEOUT, async () => {
    const child = spawn(process.execPath, [SKEIN, 'lab', 'run', 'linear-invocation', '--on', 'skein', '--set', 'calls=150'], {
      env: skein.environment,
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let trials = 0;
    while (trials < 30) {
      await setTimeout(200);
      const { runs } = JSON.parse((await lab('status', '--json')).output) as {
        readonly runs: readonly { readonly status: string; readonly trials: number }[];
      };
      trials = runs[0]?.status === 'running' ? runs[0].trials : 0;
    }
    child.kill('SIGKILL');
    await ended;
    expect(await isAnythingDeployed()).toBe(true);
    const refused = await lab('run', 'linear-invocation', '--on', 'skein', '--set', 'calls=5');
    expect(refused.exitCode).toBe(1);
    const [, runId = ''] = /Run (\S+) of/.exec(refused.remarks) ?? [];
    expect(await lab('run', '--resume', runId)).toMatchObject({ exitCode: 0 });
    const { run, trials: all } = JSON.parse((await lab('report', runId, '--json')).output) as Outcome;
    expect(run).toMatchObject({ status: 'completed', resumes: 1 });
    const counted = all.filter(({ status }) => status !== 'discarded');
    expect(counted).toHaveLength(600);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    expect(all.some(({ reason }) => reason?.includes('after a restart'))).toBe(true);
    expect(await isAnythingDeployed()).toBe(false);
  });

  test('wrong words are usage errors or say what there is', async () => {
    expect((await lab('run')).exitCode).toBe(2);
    expect((await lab('run', 'linear-invocation', '--set', "calls='1'")).exitCode).toBe(2);
    for (const words of [
      ['run', "no'such"],
      ['run', 'linear-invocation', '--on', 'nowhere'],
      ['run', 'linear-invocation', '--set', 'call=1'],
      ['report', 'zzz'],
    ]) {
      const { exitCode, remarks } = await lab(...words);
      expect(exitCode).toBe(1);
      expect(remarks).not.toContain('at file:');
    }
    expect((await readdir(skein.dir)).filter((name) => name.endsWith('.html'))).toEqual([]);
  });
});
