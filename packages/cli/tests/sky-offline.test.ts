import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/skein.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of `skein sky` that needs no server. */
async function sky(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, 'sky', ...words], { env: { ...process.env, ...environment } });
  const closed = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}

function prices(words: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended> {
  return sky(['prices', ...words], environment);
}

async function bookFile(content: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-prices-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'prices.json'), content);
  return path.join(folder, 'prices.json');
}

test('`skein sky prices`: the table of the price book, with its version', async () => {
  const { code, out } = await prices(['--ms', '250', '--memory', '512']);
  expect(code).toBe(0);
  expect(out).toMatch(/^Price book 2026-11-20: a million calls of 250 ms with 512 MB$/m);
  expect(out).toMatch(/^aws-lambda-arm +1\.8667 /m);
  expect(out).toMatch(/^azure-flex +13\.4000 +1000 ms +512 MB /m);
});

test('`skein sky prices --json` has the same for programs', async () => {
  const { out } = await prices(['--ms', '101', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    version: '2026-11-20',
    shape: { durationMs: 101, memoryMb: 128 },
    plans: expect.arrayContaining([expect.objectContaining({ id: 'gcp-run-functions', dollarsPerMillion: '0.8609' })]),
  });
});

test("`skein sky prices` takes the operator's own plans, says when prices are stale, and refuses a malformed or missing book", async () => {
  const plan = {
    id: 'own',
    provider: 'skein',
    title: 'Our "cellar"',
    time: { granularityMs: 1, minimumMs: 0, initBilled: true },
    memory: { basis: 'configured', granularityMb: 1 },
    rates: { memory: { tiers: [{ from: '0', price: '0.000008' }] } },
    request: { tiers: [{ from: '0', price: '0' }] },
    sources: [{ text: 'own', date: '2020-01-01' }],
  };
  const own = await prices(['--ms', '1000', '--memory', '1024'], {
    SKEIN_PRICES: await bookFile(JSON.stringify({ version: '2020-01-01', plans: [plan] })),
  });
  expect(own.out).toMatch(/^own +8\.0000 +1000 ms +1024 MB +Our "cellar"$/m);
  expect(own.err).toContain('looked up more than 30 days ago');
  expect(own.err).toContain('own');
  expect(await prices([], { SKEIN_PRICES: await bookFile('{"version":') })).toMatchObject({
    code: 1,
    err: expect.stringContaining('The price book cannot be used'),
  });
  expect(await prices([], { SKEIN_PRICES: '/nowhere/book.json' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('/nowhere/book.json'),
  });
  expect(await prices(['nimbus'])).toMatchObject({ code: 1, err: expect.stringContaining('has no plan nimbus') });
  expect(await prices(['--ms', '-5'])).toMatchObject({ code: 2, out: '' });
});

test('`skein sky simulate` compares the policies and baselines, with intervals and a picture; a seed repeats it', async () => {
  const folder = path.dirname(await bookFile(''));
  const words = ['simulate', '--seeds', '2', '--functions', '10', '--seed', '5', '--picture', path.join(folder, 'picture.svg')];
  const first = await sky(words);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^contextual +20 +\d\.\d{3} +\d\.\d{3} to \d\.\d{3} +#+$/m);
  expect(first.out).toMatch(/^skyfaas-as-written +200 /m);
  expect(await readFile(path.join(folder, 'picture.svg'), 'utf8')).toMatch(/^<svg /);
  expect((await sky(words)).out).toBe(first.out);
  expect(JSON.parse((await sky([...words, '--json'])).out)).toMatchObject({ seeds: [5, 6], functionCount: 10 });
});
