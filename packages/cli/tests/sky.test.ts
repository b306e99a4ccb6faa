import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SkeinClient } from '@skein/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SkeinBench } from './support/skein.ts';

// Many commands, each of them a process; slow on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let other: SkeinBench;
let skein: SkeinBench;

beforeAll(async () => {
  other = await SkeinBench.start();
  const providersFile = path.join(other.dir, 'providers.json');
  await writeFile(providersFile, JSON.stringify({ providers: [{ name: 'cellar', kind: 'skein', endpoint: other.url }] }));
  skein = await SkeinBench.start({ SKEIN_PROVIDERS: providersFile });
});
afterAll(async () => {
  await skein[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

async function deployed(name: string): Promise<void> {
  await mkdir(path.join(skein.dir, name), { recursive: true });
  await writeFile(path.join(skein.dir, name, 'skein.json'), JSON.stringify({ name, runtime: 'python3.11', handler: 'app.handler' }));
  await writeFile(path.join(skein.dir, name, 'app.py'), 'def handler(e, c):\n  print("ran")\n  return {"got": e}\n');
  expect(await skein.run(['deploy', name])).toMatchObject({ exitCode: 0 });
}

test('`skein sky deploy NAME --to ...`, `status`, `explain`, `ledger`, `remove`: a placed function answers through the same Invoke API', async () => {
  await deployed('placed');
  const placed = await skein.run(['sky', 'deploy', 'placed', '--to', 'skein,cellar,simulated-gcp']);
  expect(placed).toEqual({
    exitCode: 0,
    output: 'Placed placed on skein, cellar, simulated-gcp (policy cheapest-average).\n',
    remarks: '',
  });
  expect(await new SkeinClient(other.url).functions.find('placed')).toMatchObject({ State: 'Active' });
  for (let call = 0; call < 6; call += 1) {
    const { body, functionError } = await new SkeinClient(skein.url).invoke('placed', Buffer.from(`[${call}]`));
    expect([body.toString(), functionError]).toEqual([`{"got": [${call}]}`, undefined]);
  }
  const drivers = (await new SkeinClient(skein.url).listInvocations({ functionName: 'placed' })).map(({ usage }) => usage?.driver);
  expect(drivers).toEqual(expect.arrayContaining(['cellar', 'simulated-gcp']));
  expect((await skein.run(['sky', 'status'])).output).toMatch(/^placed +cheapest-average .*skein, cellar, simulated-gcp$/m);
  const explained = (await skein.run(['sky', 'explain', 'placed'])).output;
  expect(explained).toMatch(/simulated-gcp +gcp-run-functions .*A simulated cloud/);
  const ledger = await skein.run(['sky', 'ledger', 'placed']);
  expect(ledger.output).toMatch(/placed +cellar +explore +succeeded +\d+ +0\.000000000000 +exact/);
  expect(ledger.output).toMatch(/^simulated-gcp +2 +\d+ +0\.\d{9} +0\.000000000$/m);
  expect(await skein.runJson('sky', 'ledger', 'placed', '--limit', '1')).toMatchObject({ entries: [{ functionName: 'placed' }] });
  expect(await skein.run(['sky', 'remove', 'placed'])).toMatchObject({ exitCode: 0, output: 'placed runs on this server only.\n' });
  expect(await new SkeinClient(other.url).functions.find('placed')).toBeUndefined();
  expect((await skein.run(['invoke', 'placed'])).output).toBe('{"got": {}}\n');
});

test('a function that is deleted is taken back from everywhere', async () => {
  await deployed('short-lived');
  await skein.run(['sky', 'deploy', 'short-lived', '--to', 'cellar', '--policy', 'contextual', '--idempotent']);
  expect((await skein.run(['sky', 'status'])).output).toMatch(/^short-lived +contextual +cellar +0 +cellar$/m);
  await skein.run(['delete', 'short-lived']);
  expect(await new SkeinClient(other.url).functions.find('short-lived')).toBeUndefined();
  expect((await skein.run(['sky', 'explain', 'short-lived'])).remarks).toContain('is not placed anywhere else');
});

test('names with quotes, unknown providers and unknown functions are refused with words that say so', async () => {
  await deployed('plain');
  expect(await skein.run(['sky', 'deploy', 'plain', '--to', 'it\'s "mine"'])).toMatchObject({
    exitCode: 1,
    remarks: expect.stringContaining('There is no provider it\'s "mine".'),
  });
  expect(await skein.run(['sky', 'deploy', 'no "such"', '--to', 'skein'])).toMatchObject({ exitCode: 1, output: '' });
  expect(await skein.run(['sky', 'deploy', 'plain', '--to', 'skein,skein'])).toMatchObject({
    exitCode: 1,
    remarks: expect.stringContaining('named twice'),
  });
  expect(await skein.run(['sky', 'deploy', 'plain', '--to', 'skein', '--policy', 'magic'])).toMatchObject({ exitCode: 2 });
  expect((await skein.run(['sky', 'providers'])).output).toMatch(/^simulated-azure +A simulated cloud/m);
});
