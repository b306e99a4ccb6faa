import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packFiles } from '@skein/packaging';
import { expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';

const ROUNDS = 20;
const SENDERS = 4;
const LONGEST_ROUND_MS = 250;
const PATH = '/2015-03-31/functions';

/** Leaves a mark outside of its sandbox for every run; only the `process` driver lets it. */
const CODE = `
import os
MARKS = os.environ["MARKS_FILE"]
def handler(event, context):
    mark = os.open(MARKS, os.O_WRONLY | os.O_APPEND)
    os.write(mark, b"%s\\n" % event.encode())
    os.close(mark)
`;

const SETTINGS = { SKEIN_DRIVER: 'process', WARM_POOL_SIZE: '1' };

async function create(url: string, marks: string): Promise<void> {
  const body = {
    FunctionName: 'marker',
    Runtime: 'python3.11',
    Handler: 'app.handler',
    Role: 'arn:aws:iam::000000000000:role/test',
    Code: { ZipFile: (await packFiles({ 'app.py': CODE })).toString('base64') },
    Environment: { Variables: { MARKS_FILE: marks } },
  };
  await fetch(url + PATH, { method: 'POST', body: JSON.stringify(body) });
}

/** Sends events one after the other until the server is gone, and notes those it acknowledged. */
async function sendUntilGone(url: string, name: string, acknowledged: string[]): Promise<void> {
  for (let number = 0; ; number += 1) {
    const event = `${name}-${number}`;
    const headers = { 'x-amz-invocation-type': 'Event' };
    const request = { method: 'POST', headers, body: JSON.stringify(event) };
    const answer = await fetch(`${url}${PATH}/marker/invocations`, request).catch(() => undefined);
    if (answer === undefined) return;
    if (answer.status === 202) acknowledged.push(event);
  }
}

test(`kill -9 at random moments, ${ROUNDS} rounds: every acknowledged event runs`, { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-kill-events-'));
  const marks = path.join(folder, 'marks');
  // A function of a server that is root runs as another user.
  await chmod(folder, 0o777);
  await writeFile(marks, '');
  await chmod(marks, 0o666);
  const acknowledged: string[] = [];
  const settings = { ...SETTINGS, SKEIN_DATA: path.join(folder, 'data') };
  let server = await ServerProcess.start(settings);
  try {
    await create(server.url, marks);
    for (let round = 0; round < ROUNDS; round += 1) {
      const senders = Array.from({ length: SENDERS }, (_, sender) => sendUntilGone(server.url, `${round}-${sender}`, acknowledged));
      await pause(Math.random() * LONGEST_ROUND_MS);
      await server.kill();
      await Promise.all(senders);
      server = await ServerProcess.start(settings);
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    let missing = acknowledged;
    while (missing.length > 0) {
      await pause(100);
      const ran = new Set((await readFile(marks, 'utf8')).split('\n'));
      missing = missing.filter((event) => !ran.has(event));
    }
    const { events } = (await (await fetch(`${server.url}/v1/events?status=FAILED`)).json()) as { events: unknown[] };
    expect(events).toEqual([]);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
