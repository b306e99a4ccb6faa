import { expect, test } from 'vitest';
import { readSettings, startEmbedded } from '@skein/compose';
import { startTestServer } from '../support/test-server.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FILES = { 'app.py': 'def handler(event, context):\n    return "this code runs"\n' };

test('the `simulated` driver answers without running code, and is labelled as simulated', async () => {
  await using server = await startTestServer({ SKEIN_DRIVER: 'simulated' });
  expect(server.driver).toBe('simulated');
  await server.create('f', { files: FILES });
  const { status, text } = await server.invoke('f', '{"name":"world"}');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ simulated: true, event: '{"name":"world"}' });
  const failed = await server.invoke('f', '{"fails":true}');
  expect(failed.headers.get('x-amz-function-error')).toBe('Unhandled');
});

test('a server with the `simulated` driver says so at its start, and no server takes it that was not told to', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-simulated-'));
  try {
    const settings = readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'silent', SKEIN_DATA: dataDir, DB_PATH: undefined });
    await using skein = await startEmbedded({ ...settings, driver: 'simulated' });
    expect(skein.notices.join(' ')).toContain('runs no code');
    expect(settings.driver).not.toBe('simulated');
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
