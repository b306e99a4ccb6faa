import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SkeinBench } from './support/skein.ts';

// Many commands, each of them a process; slow on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let skein: SkeinBench;

beforeAll(async () => {
  skein = await SkeinBench.start();
  const dir = path.join(skein.dir, 'guessed');
  await mkdir(dir);
  await writeFile(path.join(dir, 'skein.json'), JSON.stringify({ name: 'guessed', runtime: 'python3.11', handler: 'app.handler' }));
  await writeFile(path.join(dir, 'app.py'), 'def handler(e, c):\n  return e\n');
  await skein.run(['deploy', 'guessed']);
});
afterAll(() => skein[Symbol.asyncDispose]());

async function measure(experiment: string, provider: string, ...words: readonly string[]): Promise<string> {
  const { run } = await skein.runJson('lab', 'run', experiment, '--on', provider, '--seed', '7', ...words);
  return (run as { readonly id: string }).id;
}

test('`skein sky deploy NAME --prior RUN,...`: the lab is the prior of the contextual policy, and `explain` says what it said', async () => {
  const runs = [
    await measure('linear-invocation', 'simulated-aws', '--set', 'calls=30'),
    await measure('linear-invocation', 'simulated-gcp', '--set', 'calls=30'),
    await measure('simple-cold-function', 'simulated-aws'),
  ];
  const placed = await skein.run(['sky', 'deploy', 'guessed', '--to', 'simulated-aws,simulated-gcp,skein', '--prior', runs.join(',')]);
  expect(placed).toMatchObject({ exitCode: 0, output: expect.stringContaining('(policy contextual)') });
  const { output } = await skein.run(['sky', 'explain', 'guessed']);
  expect(output).toContain(`Known beforehand, from lab runs linear-invocation on simulated-aws (${runs[0]?.slice(0, 13)})`);
  expect(output).toMatch(/^ {2}simulated-aws: takes \d\.\d\d times .*, loads in \d+ ms, keeps idle instances for \d{3} s$/m);
  expect(output).toMatch(/^ {2}simulated-gcp: takes \d\.\d\d times .*, loads in \d+ ms$/m);
  expect(output).not.toMatch(/^ {2}skein: /m);
  expect(await skein.runJson('sky', 'explain', 'guessed')).toMatchObject({
    placement: { prior: expect.stringContaining('lab runs') },
    arms: [{ prior: { durationFactor: expect.any(Number) } }, { prior: { keepAliveMs: null } }, { prior: null }],
  });
});

test('a prior that cannot be used is refused with words that say why', async () => {
  const to = ['sky', 'deploy', 'guessed', '--to', 'skein', '--prior'];
  expect((await skein.run([...to, 'nowhere'])).remarks).toContain('nowhere');
  expect((await skein.run([...to, 'latest', '--policy', 'cheapest-average'])).remarks).toContain('counts for the policy contextual only');
  const large = await measure('linear-invocation', 'simulated-aws', '--set', 'calls=2', '--memory', '1024');
  const small = await measure('linear-invocation', 'simulated-aws', '--set', 'calls=2');
  expect((await skein.run([...to, `${large},${small}`])).remarks).toContain('functions of different memory');
});
