import { spawn } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

const SKEIN = path.resolve(import.meta.dirname, '../bin/skein.mjs');
const TIMEOUT = { timeout: 120_000 };
const OWN_EXPERIMENT = `export const own = {
  name: 'own',
  description: 'its own "words"',
  functions: ['function1'],
  parameters: { calls: 5 },
  async run(lab, { calls }) {
    for (let call = 0; call < calls; call += 1) await lab.invoke({ key: \`own/\${call}\`, function: 'function1' });
    return [{ name: 'calls', value: calls, unit: '' }];
  },
};`;

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
    for (const name of ['linear-invocation', 'scenario-pyramid', 'growing-load-spikes', 'function-lifetime', 'simulated-aws', 'skein'])
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

  /** Runs an experiment on the server and kills it as soon as it says that it is in a phase; the run as it was left. */
  async function killOnce(phase: string, words: readonly string[]): Promise<{ readonly id: string; readonly status: string }> {
    const child = spawn(process.execPath, [SKEIN, 'lab', 'run', ...words, '--on', 'skein'], {
      env: skein.environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes(phase)) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('exit', resolve));
    const { runs } = JSON.parse((await lab('status', '--json')).output) as { readonly runs: readonly { id: string; status: string }[] };
    const [latest] = runs;
    if (latest === undefined) throw new Error('there is no run');
    return latest;
  }

  /** A busy machine may kill too late: then once more. */
  async function killIn(phase: string, words: readonly string[]): Promise<string> {
    for (;;) {
      const { id, status } = await killOnce(phase, words);
      if (status === phase) return id;
      await lab('run', '--abandon', id);
    }
  }

  test.each(['provisioning', 'running', 'destroying'])(
    'killed while it is %s, it is taken up again and leaves nothing',
    TIMEOUT,
    async (phase) => {
      const id = await killIn(phase, ['dev-experiment']);
      expect((await lab('run', 'dev-experiment', '--on', 'skein')).remarks).toContain(`interrupted while it was ${phase}`);
      expect(await lab('run', '--resume', id)).toMatchObject({ exitCode: 0 });
      const { run, trials } = JSON.parse((await lab('report', id, '--json')).output) as Outcome;
      expect(run).toMatchObject({ status: 'completed', resumes: 1 });
      expect(trials.filter((trial) => trial.status !== 'discarded' || !trial.key.includes('warm-again'))).toHaveLength(21);
      expect(await isAnythingDeployed()).toBe(false);
    },
  );

  test(
    "list shows an experiment's parameters; one of one's own runs from its file, is resumed from it, and compared by its name",
    TIMEOUT,
    async () => {
      expect((await lab('list', 'scenario-pyramid')).output).toMatch(/peakMax +1000/);
      const file = path.join(skein.dir, 'own.ts');
      await writeFile(file, OWN_EXPERIMENT);
      expect((await lab('list', file)).output).toContain('its own "words"');
      const { output, exitCode } = await lab('run', file, '--set', 'calls=3', '--json');
      expect(exitCode).toBe(0);
      const { run } = JSON.parse(output) as { readonly run: Readonly<Record<string, unknown>> };
      expect(run).toMatchObject({
        experiment: 'own',
        description: 'its own "words"',
        experimentFile: file,
        results: [{ name: 'calls', value: 3 }],
      });
      expect((await lab('run', file, '--dry-run')).output).toContain('About 5 calls');
    },
  );

  test(
    'a broken experiment file: what is wrong with it, nothing run; what a run of it deployed can be removed though it is gone',
    TIMEOUT,
    async () => {
      const file = path.join(skein.dir, 'broken.ts');
      for (const [source, problem] of [
        ['export const own = {', 'SyntaxError'],
        ['throw new TypeError("it\'s broken");', "it's broken"],
        ['export const nothing = 1;', 'it exports 0 experiments'],
        [`${OWN_EXPERIMENT}\nexport const second = own;`, 'it exports 2 experiments'],
        [OWN_EXPERIMENT.replace("'own'", '"no\'name"'), 'lower-case words'],
        [OWN_EXPERIMENT.replace("'own'", "'linear-invocation'"), "one of Skein's own"],
        [OWN_EXPERIMENT.replace("['function1']", "['function9']"), 'there are only the functions'],
        [OWN_EXPERIMENT.replace('calls: 5', "calls: 'five'"), 'a parameter is no number'],
      ] as const) {
        // A file of its own each time: what Node.js has imported once stays as it was.
        const each = file.replace('broken', `broken-${problem.length}-${source.length}`);
        await writeFile(each, source);
        const { exitCode, remarks } = await lab('run', each);
        expect(exitCode).toBe(1);
        expect(remarks).toContain(problem);
        expect(remarks).not.toContain('at file:');
      }
      expect((await lab('run', path.join(skein.dir, 'missing.ts'))).exitCode).toBe(1);
      const lost = path.join(skein.dir, 'lost.ts');
      await writeFile(lost, OWN_EXPERIMENT.replace("'own'", "'lost'"));
      const id = await killIn('running', [lost]);
      await rm(lost);
      expect((await lab('run', '--resume', id)).exitCode).toBe(1);
      expect(await lab('run', '--abandon', id)).toMatchObject({ exitCode: 0 });
      expect(await isAnythingDeployed()).toBe(false);
    },
  );

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
