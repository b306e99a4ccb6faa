import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { siblingModule } from '../src/database/sibling-module.ts';
import { Writer } from '../src/database/writer.ts';

describe('threads', () => {
  it('find their programs beside the file that starts them, in the sources and in a build', () => {
    expect(siblingModule('file:///skein/src/writer.ts', 'writer-thread').href).toBe('file:///skein/src/writer-thread.ts');
    expect(siblingModule('file:///skein/dist/skein.mjs', 'writer-thread').href).toBe('file:///skein/dist/writer-thread.mjs');
  });

  it('one that cannot start refuses what it is asked, and can be closed', async () => {
    const writer = new Writer('/nowhere/skein.db');
    const job = { name: 'create-function', record: sampleFunction('f'), revision: sampleRevision('f') } as const;
    for (let attempt = 0; attempt < 2; attempt += 1) await expect(writer.submit(job)).rejects.toMatchObject({ code: 'storage_failed' });
    await writer.close();
    await expect(writer.submit(job)).rejects.toMatchObject({ code: 'shutting_down' });
  });
});
