import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { packFiles } from '@skein/packaging';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { LambdaClient } from './support/lambda-client.ts';
import type { Answer } from './support/lambda-client.ts';
import { MarkCollector } from './support/mark-collector.ts';
import { SmallDisk, smallDiskMissing } from './support/small-disk.ts';

const DISK_MB = 48;
const MB = 1024 * 1024;
const WARM_CALLS = 50;
const FIRST = { code: 1, mark: 1 };
/** Longer than the reader of the queue waits before it tries again to store how an event ended, in ms. */
const SEVERAL_TRIES_MS = 3_500;

let disk: SmallDisk;
let marks: MarkCollector;
let server: ServerProcess;
let client: LambdaClient;

async function start(): Promise<void> {
  // The server's complaints about the full disk are no news here.
  const settings = { SKEIN_DATA: disk.dataDir, SKEIN_NETWORK: 'host', WARM_POOL_SIZE: '1', LOG_LEVEL: 'silent' };
  server = await ServerProcess.start(settings, disk.command);
  client = new LambdaClient(server.url, marks.port);
}

beforeEach(async () => {
  if (smallDiskMissing !== false) return;
  disk = await SmallDisk.mount(DISK_MB);
  marks = await MarkCollector.open();
  await start();
});

afterEach(async () => {
  if (smallDiskMissing !== false) return;
  await disk.clear();
  await server.stop();
  await marks[Symbol.asyncDispose]();
  await disk[Symbol.asyncDispose]();
});

/** A zip that needs room on the disk; unpacked it is as large as is wished. */
function zipOf(unpackedBytes = 0): Promise<Buffer> {
  const source = 'def handler(event, context):\n    return "new"\n';
  return packFiles({ 'app.py': source, noise: randomBytes(20_000).toString('hex'), zeros: '0'.repeat(unpackedBytes) });
}

function expectRefused(answer: Answer | undefined): void {
  expect(answer?.status).toBe(500);
  expect(answer?.text).toMatch(/The data folder could not be written: .*(full|ENOSPC|disk I\/O)/);
}

/** Says whether a small change was made: SQLite may have kept room for it. If not, it was refused with the reason. */
function wasMade(answer: Answer | undefined, status: number): boolean {
  if (answer?.status === status) return true;
  expectRefused(answer);
  return false;
}

const suffix = smallDiskMissing === false ? '' : ` (skipped: ${smallDiskMissing})`;

describe.skipIf(smallDiskMissing)(`Full disk${suffix}`, { timeout: 120_000 }, () => {
  test('writes fail with a clear error, warm requests go on, and all recovers when space returns', async () => {
    await client.create('warm', FIRST);
    await client.create('spare', FIRST);
    expect((await client.invoke('warm'))?.status).toBe(200);
    const [before] = (await client.listFunctions()).filter(({ name }) => name === 'warm');
    await disk.fillUpTo(0);

    expectRefused(await client.createFrom('during', await zipOf()));
    expectRefused(await client.updateCodeFrom('warm', await zipOf()));
    const wasChanged = wasMade(await client.updateSettings('warm', { ...FIRST, mark: 2 }), 200);
    const wasDeleted = wasMade(await client.delete('spare'), 204);
    for (let call = 0; call < WARM_CALLS; call += 1) {
      expect(await client.invoke('warm')).toMatchObject({ status: 200, text: `{"code": 1, "mark": ${wasChanged ? 2 : 1}}` });
    }

    await disk.clear();
    const listed = await client.listFunctions();
    expect(listed.map(({ name }) => name)).toEqual(wasDeleted ? ['warm'] : ['spare', 'warm']);
    expect(listed.at(-1)).toMatchObject({ digest: before?.digest, mark: wasChanged ? 2 : 1 });
    expect((await client.createFrom('during', await zipOf()))?.status).toBe(201);
    expect((await client.updateCodeFrom('warm', await zipOf()))?.status).toBe(200);
    for (const name of ['during', 'warm']) expect(await client.invoke(name)).toMatchObject({ status: 200, text: '"new"' });
    expect((await client.delete('during'))?.status).toBe(204);
    // What was called meanwhile is on record all the same.
    expect(await client.countInvocations('warm')).toBe(1 + WARM_CALLS + 1);
  });

  test('events are refused clearly; one that runs meanwhile runs once, and its end is stored when space returns', async () => {
    await client.create('marker', FIRST);
    expect((await client.invoke('marker'))?.status).toBe(200);
    expect((await client.sendEvent('marker', { label: 'before' }))?.status).toBe(202);
    await disk.fillUpTo(0);
    expectRefused(await client.sendEvent('marker', { label: 'during', padding: '0'.repeat(900_000) }));
    while (marks.countRuns('before') === 0) await pause(10);
    await pause(SEVERAL_TRIES_MS);
    expect(marks.countRuns('before')).toBe(1);

    await disk.clear();
    expect((await client.sendEvent('marker', { label: 'after' }))?.status).toBe(202);
    while ((await client.listEvents()).size > 0) await pause(10);
    expect(['before', 'during', 'after'].map((label) => marks.countRuns(label))).toEqual([1, 0, 1]);
  });

  test('a function that was accepted and then had no room to be unpacked becomes active when space returns', async () => {
    await disk.fillUpTo(8 * MB);
    expect((await client.createFrom('large', await zipOf(16 * MB)))?.status).toBe(201);
    await pause(SEVERAL_TRIES_MS);
    expect(await client.listFunctions()).toMatchObject([{ name: 'large', state: 'Pending' }]);
    await disk.clear();
    while ((await client.listFunctions())[0]?.state === 'Pending') await pause(50);
    expect(await client.invoke('large')).toMatchObject({ status: 200, text: '"new"' });
  });

  test('after a kill -9 on a full disk everything acknowledged stands', async () => {
    await client.create('kept', FIRST);
    await disk.fillUpTo(0);
    expectRefused(await client.createFrom('during', await zipOf()));
    await server.kill();
    await disk.clear();
    await start();
    expect((await client.listFunctions()).map(({ name }) => name)).toEqual(['kept']);
    expect(await client.invoke('kept')).toMatchObject({ status: 200 });
  });
});
