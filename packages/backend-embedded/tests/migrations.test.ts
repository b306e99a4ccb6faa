import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { describe, expect, it } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { registryMigrations } from '../src/database/migrations/index.ts';
import { openEmbeddedBackend } from '../src/index.ts';
import { recordsMigrations } from '../src/invocations/migrations/index.ts';
import { makeDataFolder } from './support/test-backend.ts';

const first = { number: 1, name: 'first', sql: 'CREATE TABLE a (x)' };
const second = { number: 2, name: 'second', sql: 'CREATE TABLE b (x)' };
const broken = { number: 2, name: 'broken', sql: 'CREATE TABLE b (x); CREATE TABLE a (x)' };

function tablesIn(database: Database.Database): unknown {
  return database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
}

describe('migrations', () => {
  it.each([registryMigrations, recordsMigrations])('are numbered from 1 without gaps', (...migrations) => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('are applied once, in order, and remembered with their time', () => {
    const database = new Database(':memory:');
    migrate(database, [first], 5);
    migrate(database, [first], 6);
    migrate(database, [first, second], 7);
    expect(tablesIn(database)).toEqual(['a', 'b', 'schema_migrations']);
    expect(database.prepare('SELECT * FROM schema_migrations').all()).toEqual([
      { number: 1, name: 'first', applied_at_ms: 5 },
      { number: 2, name: 'second', applied_at_ms: 7 },
    ]);
  });

  it('one that fails leaves everything as it was', () => {
    const database = new Database(':memory:');
    migrate(database, [first], 1);
    expect(() => migrate(database, [first, broken], 2)).toThrow('table a already exists');
    expect(tablesIn(database)).toEqual(['a', 'schema_migrations']);
    migrate(database, [first, second], 3);
    expect(tablesIn(database)).toEqual(['a', 'b', 'schema_migrations']);
  });

  it('of a newer release are refused, with the numbers of both', () => {
    const database = new Database(':memory:');
    migrate(database, [first, second], 1);
    expect(() => migrate(database, [first], 2)).toThrow('was written by a newer release of Skein (schema 2; this release knows up to 1)');
  });

  it('that this release never had are refused', () => {
    const database = new Database(':memory:');
    migrate(database, [{ ...first, name: 'foreign' }], 1);
    expect(() => migrate(database, [first], 2)).toThrow('has the schema change 1 "foreign", which this release does not know');
  });

  it('a data folder opens again and again', async () => {
    await using folder = await makeDataFolder();
    for (const name of ['f', 'g', 'h']) {
      await using backend = await openEmbeddedBackend(folder.options);
      await backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name));
    }
    await using backend = await openEmbeddedBackend(folder.options);
    expect((await backend.functions.listFunctions(sampleFunction('f'), { limit: 10 })).functions).toHaveLength(3);
  });

  it('a data folder of a newer release is refused and left as it is', async () => {
    await using folder = await makeDataFolder();
    await (await openEmbeddedBackend(folder.options)).close();
    const database = new Database(folder.options.databasePath);
    database.exec("INSERT INTO schema_migrations VALUES (999, 'from-the-future', 1)");
    const opening = openEmbeddedBackend(folder.options);
    await expect(opening).rejects.toMatchObject({ code: 'invalid_configuration', details: { setting: 'DB_PATH' } });
    await expect(opening).rejects.toThrow('was written by a newer release of Skein (schema 999');
    database.close();
  });
});

describe('a damaged database', () => {
  it('is refused by name: one that is no database', async () => {
    await using folder = await makeDataFolder();
    await mkdir(dirname(folder.options.databasePath));
    await writeFile(folder.options.databasePath, 'something else'.repeat(500));
    const opening = openEmbeddedBackend(folder.options);
    await expect(opening).rejects.toMatchObject({ code: 'storage_failed' });
    await expect(opening).rejects.toThrow(/skein\.db: file is not a database/);
  });

  it('is refused by name: one with damaged pages', async () => {
    await using folder = await makeDataFolder();
    const backend = await openEmbeddedBackend(folder.options);
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        backend.functionWriter.createFunction(sampleFunction(`f${index}`), sampleRevision(`f${index}`)),
      ),
    );
    await backend.close();
    const database = new Database(folder.options.databasePath);
    database.unsafeMode();
    database.pragma('writable_schema = ON');
    database.exec("UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'versions_by_revision'");
    database.close();
    const opening = openEmbeddedBackend(folder.options);
    await expect(opening).rejects.toMatchObject({ code: 'storage_failed' });
    await expect(opening).rejects.toThrow('skein.db');
  });
});
