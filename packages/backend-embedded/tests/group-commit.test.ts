import { DEFAULT_SCOPE, REGISTRY_WRITES_WAITING_MAX, SkeinError } from '@skein/contracts';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openEmbeddedBackend } from '../src/index.ts';
import { runBatch } from '../src/database/run-batch.ts';
import type { SqliteDatabase } from '../src/database/open-database.ts';
import { makeDataFolder, openTestBackend } from './support/test-backend.ts';

describe('the writer in its own thread with group commit', () => {
  it('many concurrent changes share few flushes', async () => {
    await using backend = await openTestBackend();
    const names = Array.from({ length: 400 }, (_, index) => `f${index}`);
    await Promise.all(names.map((name) => backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name))));
    expect(backend.statistics().commitCount).toBeLessThan(10);
    expect(await backend.functions.codeUsage(DEFAULT_SCOPE)).toMatchObject({ functionCount: 400 });
  });

  it('each change of a group succeeds or fails on its own', async () => {
    await using backend = await openTestBackend();
    const writer = backend.functionWriter;
    const outcomes = await Promise.allSettled([
      writer.createFunction(sampleFunction('f'), sampleRevision('f')),
      writer.createFunction(sampleFunction('f'), sampleRevision('f')),
      writer.deleteFunction(DEFAULT_SCOPE, 'missing'),
      writer.putLatest(sampleRevision('f', { number: 2 })),
      writer.putLatest(sampleRevision('f', { number: 3 }), 'an old revision'),
      writer.setTags(DEFAULT_SCOPE, 'f', { last: 'yes' }),
    ]);
    const codes = outcomes.map((outcome) =>
      outcome.status === 'rejected' && outcome.reason instanceof SkeinError ? outcome.reason.code : 'done',
    );
    expect(codes).toEqual(['done', 'function_exists', 'function_not_found', 'done', 'revision_mismatch', 'done']);
    expect(backend.statistics().commitCount).toBe(1);
    expect((await backend.functions.getFunction(DEFAULT_SCOPE, 'f'))?.tags).toEqual({ last: 'yes' });
  });

  it('no flush stops the event loop: while a write waits for the disk, everything else goes on', async () => {
    await using backend = await openTestBackend();
    // Another process that writes, such as a backup, makes our writer wait.
    const other = new Database(backend.folder.options.databasePath);
    other.exec('BEGIN IMMEDIATE');
    let isDone = false;
    const written = backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f')).then(() => {
      isDone = true;
    });
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isDone).toBe(false);
    expect(await backend.functions.getFunction(DEFAULT_SCOPE, 'f')).toBeUndefined();
    other.exec('ROLLBACK');
    other.close();
    await written;
    expect(await backend.functions.getFunction(DEFAULT_SCOPE, 'f')).toEqual(sampleFunction('f'));
  });

  it('REGISTRY_WRITES_WAITING_MAX: so many changes may wait, one past it is refused', async () => {
    await using backend = await openTestBackend();
    const attempts = Array.from({ length: REGISTRY_WRITES_WAITING_MAX + 1 }, () =>
      backend.functionWriter.setRevisionState('gone', { state: 'Active' }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await expect(attempts.at(-1)).rejects.toThrow('changes are waiting to be written');
    await backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
  });

  it('what was submitted before closing is written, what comes after it is refused', async () => {
    await using folder = await makeDataFolder();
    const backend = await openEmbeddedBackend(folder.options);
    const before = backend.functionWriter.createFunction(sampleFunction('f'), sampleRevision('f'));
    await backend.close();
    await expect(before).resolves.toBeUndefined();
    const after = backend.functionWriter.createFunction(sampleFunction('g'), sampleRevision('g'));
    await expect(after).rejects.toMatchObject({ code: 'shutting_down' });
    await using reopened = await openEmbeddedBackend(folder.options);
    expect(await reopened.functions.getFunction(DEFAULT_SCOPE, 'f')).toEqual(sampleFunction('f'));
  });
});

describe('a batch', () => {
  function openSmall(): SqliteDatabase {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE items (name TEXT PRIMARY KEY, size INTEGER CHECK (size > 0), content BLOB)');
    return database;
  }

  interface Item {
    readonly name: string;
    readonly size: number;
  }

  function insertInto(database: SqliteDatabase): (item: Item) => void {
    return ({ name, size }) => {
      database.prepare('INSERT INTO items VALUES (?, ?, zeroblob(?))').run(name, size, Math.max(0, size));
      if (name === 'refused') throw new SkeinError('function_exists', { functionName: name });
    };
  }

  function namesIn(database: SqliteDatabase): unknown {
    return database.prepare('SELECT name FROM items ORDER BY name').pluck().all();
  }

  it('undoes the jobs that fail, whatever the reason, and keeps the others', () => {
    const database = openSmall();
    const jobs = [
      { name: 'a', size: 1 },
      { name: 'refused', size: 1 },
      { name: 'b', size: -1 },
      { name: 'a', size: 1 },
      { name: 'c', size: 1 },
    ];
    const results = runBatch(database, jobs, insertInto(database));
    expect(results.map((result) => (result.done ? 'done' : result.code))).toEqual([
      'done',
      'function_exists',
      'internal',
      'internal',
      'done',
    ]);
    expect(namesIn(database)).toEqual(['a', 'c']);
  });

  it('on a full disk stores nothing and says storage_failed; it recovers when space returns', () => {
    const database = openSmall();
    database.pragma('max_page_count = 20');
    const jobs = [
      { name: 'small', size: 10 },
      { name: 'large', size: 200_000 },
    ];
    const results = runBatch(database, jobs, insertInto(database));
    expect(results.map((result) => (result.done ? 'done' : result.code))).toEqual(['storage_failed', 'storage_failed']);
    expect(namesIn(database)).toEqual([]);
    expect(runBatch(database, [{ name: 'small', size: 10 }], insertInto(database))).toEqual([{ done: true }]);
    database.pragma('max_page_count = 1000');
    expect(runBatch(database, [{ name: 'large', size: 200_000 }], insertInto(database))).toEqual([{ done: true }]);
    expect(namesIn(database)).toEqual(['large', 'small']);
  });
});
