import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestServer } from '../support/test-server.ts';

test('pre-warmed code-less sandboxes for the runtimes in use: also after a restart, before the first call', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-restart-'));
  try {
    {
      await using first = await startTestServer({ SKEIN_DATA: dataDir });
      await first.create('kept', { files: { 'app.py': 'def handler(event, context): return event\n' } });
      expect((await first.invoke('kept', '1')).text).toBe('1');
    }
    await using second = await startTestServer({ SKEIN_DATA: dataDir, WARM_POOL_SIZE: '3' });
    while (!(await second.call('GET', '/metrics')).text.includes('\nskein_sandboxes_prewarmed 3\n')) await pause(10);
    expect((await second.invoke('kept', '2')).text).toBe('2');
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
