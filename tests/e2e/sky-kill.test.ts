import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SkeinClient } from '@skein/client';
import { packFiles } from '@skein/packaging';
import { expect, onTestFinished, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';

const CODE = 'import time\ndef handler(event, context):\n    time.sleep(event.get("sleep", 0))\n    return event\n';

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-sky-kill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(folder: string): Promise<ServerProcess> {
  const server = await ServerProcess.start({ SKEIN_DATA: path.join(folder, 'data'), SKEIN_DRIVER: 'process', LOG_LEVEL: 'silent' });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function placeOn(url: string, providers: readonly string[]): Promise<SkeinClient> {
  const client = new SkeinClient(url);
  const zip = await packFiles({ 'app.py': CODE });
  await client.functions.create({ name: 'placed', zip, runtime: 'python3.11', handler: 'app.handler', timeoutSeconds: 30 });
  await client.functions.waitUntilReady('placed');
  await client.sky.place('placed', { providers });
  return client;
}

function call(client: SkeinClient, event: object): Promise<string> {
  return client.invoke('placed', Buffer.from(JSON.stringify(event))).then(({ body }) => body.toString());
}

test(
  'a broker killed between choice and answer: the next one knows of the call, its choices and its bills',
  { timeout: 120_000 },
  async () => {
    const folder = await dataFolder();
    const first = await start(folder);
    const client = await placeOn(first.url, ['skein', 'simulated-aws']);
    for (let count = 0; count < 5; count += 1) expect(await call(client, { count })).toBe(`{"count": ${count}}`);
    const before = await client.sky.ledger('placed', 100);
    expect(before.entries.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'succeeded'));
    const unanswered = call(client, { sleep: 20 }).catch(() => 'gone');
    for (;;) {
      const { entries } = await client.sky.ledger('placed', 1);
      if (entries[0]?.status === 'open') break;
      await pause(20);
    }
    await first.kill();
    expect(await unanswered).toBe('gone');
    const second = new SkeinClient((await start(folder)).url);
    const { entries } = await second.sky.ledger('placed', 100);
    expect(entries.map(({ status }) => status)).toEqual(['lost', ...before.entries.map(({ status }) => status)]);
    expect(entries.slice(1)).toEqual(before.entries);
    const { arms } = await second.sky.explain('placed');
    expect(arms.reduce((sum, { samples }) => sum + samples, 0)).toBe(5);
    expect(await call(second, { after: true })).toBe('{"after": true}');
  },
);

test('SkyFaaS 7: a request whose bytes come in pieces is one request, and an unknown function is an error and not the end', async () => {
  const server = await start(await dataFolder());
  await placeOn(server.url, ['simulated-gcp']);
  const body = JSON.stringify({ text: 'x'.repeat(5_000) });
  const head = `POST /2015-03-31/functions/placed/invocations HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.setNoDelay(true);
  for (let at = 0; at < (head + body).length; at += 97) {
    socket.write((head + body).slice(at, at + 97));
    await pause(1);
  }
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain(`{"text": "${'x'.repeat(5_000)}"}`);
  const client = new SkeinClient(server.url);
  await expect(client.invoke('unknown', Buffer.from('{}'))).rejects.toMatchObject({ details: { status: 404 } });
  expect(await call(client, { again: 1 })).toBe('{"again": 1}');
});
