import type { AddressInfo } from 'node:net';
import { LOG_HEARTBEAT_MS } from '@skein/contracts';
import { HeldClock, sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { expect, test } from 'vitest';
import { createHttpServer } from '../../src/index.ts';
import { openServer } from '../support/server-fixture.ts';

test('LOG_HEARTBEAT_MS: a follower hears nothing until the limit, and a sign of life at it', async () => {
  await using server = await openServer();
  const clock = new HeldClock();
  const app = createHttpServer({ context: { ...server.context, clock }, release: '0.0.0' });
  await server.backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const leaving = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${port}/v1/functions/f/logs?follow=true`, { signal: leaving.signal });
  const heard: string[] = [];
  const listening = (async () => {
    for await (const chunk of answer.body ?? []) heard.push(Buffer.from(chunk).toString());
  })().catch(() => {});
  await expect.poll(() => heard.length).toBe(1);
  clock.advance(LOG_HEARTBEAT_MS - 1);
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toHaveLength(1);
  clock.advance(1);
  await expect.poll(() => heard).toEqual([':\n\n', ':\n\n']);
  leaving.abort();
  await listening;
  await app.close();
});
