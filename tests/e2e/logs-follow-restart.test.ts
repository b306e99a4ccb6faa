import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { packFiles } from '@skein/packaging';
import { expect, test } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/skein.mjs', import.meta.url));
const CODE = 'def handler(event, context):\n  print("seen", event)\n';

async function create(url: string): Promise<void> {
  const zip = (await packFiles({ 'app.py': CODE })).toString('base64');
  const body = JSON.stringify({ name: 'followed', runtime: 'python3.11', handler: 'app.handler', zip });
  await fetch(`${url}/v1/functions`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

async function invoke(url: string, word: string): Promise<void> {
  await (await fetch(`${url}/v1/functions/followed/invoke`, { method: 'POST', body: JSON.stringify(word) })).text();
}

test('`skein logs --follow` goes on after a restart of the server, with what ended before it came back, each call once', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-follow-'));
  const settings = { SKEIN_DATA: dataDir, DRAIN_SECONDS: '1' };
  let server = await ServerProcess.start(settings);
  const { url } = server;
  await create(url);
  await invoke(url, 'past');
  const follower = spawn(process.execPath, [BIN, 'logs', 'followed', '--follow', '--json', '--endpoint', url]);
  const ended = new Promise<number | null>((resolve) => void follower.once('close', resolve));
  const remarks = text(follower.stderr);
  const lines = createInterface({ input: follower.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value } = (await lines.next()) as { value: string };
    return /seen (\w+)/.exec(value)?.[1] ?? value;
  };
  try {
    expect(await next()).toBe('past');
    for (const [index, end] of (['kill', 'stop'] as const).entries()) {
      await invoke(url, `before${index}`);
      expect(await next()).toBe(`before${index}`);
      await server[end]();
      server = await ServerProcess.start({ ...settings, PORT: new URL(url).port });
      await invoke(url, `after${index}`);
      expect(await next()).toBe(`after${index}`);
    }
    follower.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await remarks).toContain('The server is gone.');
  } finally {
    follower.kill('SIGKILL');
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
