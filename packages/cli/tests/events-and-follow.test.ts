import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

const BIN = fileURLToPath(new URL('../bin/skein.mjs', import.meta.url));

let skein: SkeinBench;

beforeAll(async () => {
  skein = await SkeinBench.start({ EVENT_RETRY_SECONDS: '' });
  const dir = path.join(skein.dir, 'orders');
  await mkdir(dir);
  await writeFile(path.join(dir, 'skein.json'), JSON.stringify({ runtime: 'python3.11', handler: 'app.handler' }));
  await writeFile(path.join(dir, 'app.py'), 'def handler(e, c):\n  print("order", e)\n  if e == "bad": raise ValueError("no")\n');
  await skein.run(['deploy', 'orders']);
});
afterAll(() => skein[Symbol.asyncDispose]());

test('FAILED or EXPIRED with the error, listed and re-driven by `skein events`', async () => {
  expect((await skein.run(['events', 'list'])).output).toBe('No event waits, and none was given up.\n');
  expect(await skein.run(['invoke', 'orders', '--event', '-p', '"bad"'])).toMatchObject({ exitCode: 0, remarks: '' });
  let [event] = await skein.events('FAILED');
  while (event === undefined) [event] = await skein.events('FAILED');
  expect(event).toMatchObject({ functionName: 'orders', attempts: 1, error: 'handler_error: ValueError: no' });
  expect((await skein.run(['events', 'list', 'orders'])).output).toMatch(
    new RegExp(`^FAILED +orders +1 +\\d+ (?:s|min) +${event.id}\n  handler_error: ValueError: no$`, 'm'),
  );
  expect((await skein.run(['events', 'list', '--after', event.id])).output).toBe('No event waits, and none was given up.\n');
  expect((await skein.run(['events', 'redrive', event.id])).output).toBe(`Queued ${event.id} of orders again.\n`);
  while ((await skein.events('FAILED')).length === 0);
  expect((await skein.run(['events', 'delete', event.id])).output).toBe(`Deleted ${event.id}.\n`);
  const again = await skein.run(['events', 'redrive', event.id]);
  expect(again).toMatchObject({ exitCode: 1, output: '', remarks: expect.stringContaining(`No event ${event.id} is known.`) });
});

test('`skein logs --follow` prints each call once it has ended, and stops with Ctrl-C', async () => {
  const child = spawn(process.execPath, [BIN, 'logs', 'orders', '--follow', '--json', '--limit', '1'], {
    env: { ...process.env, SKEIN_ENDPOINT: skein.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  for (const word of ['one', 'two']) {
    await skein.run(['invoke', 'orders', '-p', JSON.stringify(word)]);
    const { value } = (await lines.next()) as { value: string };
    expect(JSON.parse(value)).toMatchObject({ functionName: 'orders', log: expect.stringContaining(`order ${word}`) });
  }
  child.kill('SIGINT');
  expect(await closed).toBe(130);
});
