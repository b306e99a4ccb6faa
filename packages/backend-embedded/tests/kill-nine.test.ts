import { DEFAULT_SCOPE, LATEST } from '@skein/contracts';
import { expect, it } from 'vitest';
import { openEmbeddedBackend } from '../src/index.ts';
import type { EmbeddedBackend } from '../src/index.ts';
import { Child } from './support/child.ts';
import { makeDataFolder } from './support/test-backend.ts';

const LINES_PER_ROUND = 150;

it('what was acknowledged as accepted survives kill -9, and the next process gets in at once', { timeout: 120_000 }, async () => {
  await using folder = await makeDataFolder();
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    await using child = new Child('./write-forever.ts', [folder.path, String(round)]);
    await child.waitForLines(LINES_PER_ROUND);
    await child.kill();
    expect(child.process.signalCode).toBe('SIGKILL');
    acknowledged.push(...child.lines);
  }
  await using backend = await openEmbeddedBackend(folder.options);
  const missing = await Promise.all(acknowledged.map(async (line) => ((await isThere(backend, line)) ? [] : [line])));
  expect(missing.flat()).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(3 * LINES_PER_ROUND);
});

async function isThere(backend: EmbeddedBackend, line: string): Promise<boolean> {
  const [what, name = ''] = line.split(' ');
  if (what === 'record') return (await backend.invocations.getInvocation(DEFAULT_SCOPE, name)) !== undefined;
  const resolved = await backend.functions.resolve(DEFAULT_SCOPE, name, LATEST);
  if (resolved === undefined) return false;
  return (await backend.packages.read(resolved.revision.package.digest)).toString() === name;
}
