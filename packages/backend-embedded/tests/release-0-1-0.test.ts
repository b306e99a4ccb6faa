import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LATEST } from '@skein/contracts';
import { sampleFunction, sampleRecord, sampleRevision } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { openEmbeddedBackend } from '../src/index.ts';
import type { EmbeddedBackend } from '../src/index.ts';
import { fill, invocation, latestRevision, packageContent, record } from './support/release-0-1-0.ts';
import { makeDataFolder, openTestBackend } from './support/test-backend.ts';

const KEPT_DIR = fileURLToPath(new URL('./fixtures/release-0.1.0', import.meta.url));

async function readAll(backend: EmbeddedBackend): Promise<unknown> {
  return {
    functions: await backend.functions.listFunctions(record, { limit: 10 }),
    latest: await backend.functions.resolve(record, record.name, LATEST),
    package: await backend.packages.read(latestRevision.package.digest),
    invocations: await backend.invocations.listInvocations(record, { limit: 10 }),
  };
}

const ALL = {
  functions: { functions: [{ record, latest: latestRevision }], nextAfter: undefined },
  latest: { version: LATEST, revision: latestRevision },
  package: packageContent,
  invocations: [invocation],
};

describe('a data folder of one release opens in the next', () => {
  it('release 0.1.0: everything can be read', async () => {
    await using folder = await makeDataFolder();
    await cp(KEPT_DIR, join(folder.path, 'data'), { recursive: true });
    await using backend = await openEmbeddedBackend(folder.options);
    expect(await readAll(backend)).toEqual(ALL);
  });

  it('release 0.1.0: everything can be changed', async () => {
    await using folder = await makeDataFolder();
    await cp(KEPT_DIR, join(folder.path, 'data'), { recursive: true });
    await using backend = await openEmbeddedBackend(folder.options);
    await backend.functionWriter.putLatest(sampleRevision('kept', { number: 3 }), latestRevision.id);
    await backend.functionWriter.createFunction(sampleFunction('new'), sampleRevision('new'));
    await backend.packages.put(Buffer.from('new'));
    backend.recorder.record(sampleRecord(1));
    await backend.recorder.flush();
    expect((await backend.functions.listFunctions(record, { limit: 10 })).functions).toHaveLength(2);
    expect(await backend.invocations.listInvocations(record, { limit: 10 })).toHaveLength(2);
  });

  it('this release reads the same from a folder that it has filled itself', async () => {
    await using backend = await openTestBackend();
    await fill(backend);
    expect(await readAll(backend)).toEqual(ALL);
  });
});
