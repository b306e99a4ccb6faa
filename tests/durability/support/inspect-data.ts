import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const REGISTRY = 'skein.db';
const DATABASES = [REGISTRY, 'records.db'];

/** What is wrong with the data of a server that was killed, before the next one has touched it. `scratchDir` is for copies. */
export async function inspectData(dataDir: string, scratchDir: string): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(scratchDir, 'copy-'));
  try {
    const findings: string[] = [];
    for (const name of DATABASES) {
      // Opening a database repairs it, and that is the next server's part: only a copy is opened.
      for (const suffix of ['', '-wal']) await copyIfThere(path.join(dataDir, name + suffix), path.join(folder, name + suffix));
      using database = new DatabaseSync(path.join(folder, name));
      findings.push(...checkDatabase(database).map((finding) => `${name}: ${finding}`));
      if (name === REGISTRY) findings.push(...(await checkRegistry(database, dataDir)));
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await cp(from, to, { force: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}

function checkDatabase(database: DatabaseSync): readonly string[] {
  const integrity = database.prepare('PRAGMA integrity_check').all();
  const references = database.prepare('PRAGMA foreign_key_check').all();
  const isClean = integrity.length === 1 && integrity[0]?.['integrity_check'] === 'ok';
  return [...(isClean ? [] : integrity), ...references].map((row) => JSON.stringify(row));
}

async function checkRegistry(database: DatabaseSync, dataDir: string): Promise<readonly string[]> {
  const names = database.prepare('SELECT name FROM functions GROUP BY account, region, name HAVING count(*) > 1').all();
  const nowhere = database
    .prepare(
      `SELECT name FROM functions WHERE NOT EXISTS
       (SELECT 1 FROM versions WHERE function_name = functions.name AND version = '$LATEST')`,
    )
    .all();
  const packages = database.prepare('SELECT DISTINCT package_digest AS digest FROM revisions').all();
  const damaged = await Promise.all(packages.map(({ digest }) => checkPackage(dataDir, String(digest))));
  return [
    ...names.map(({ name }) => `the function ${String(name)} is there twice`),
    ...nowhere.map(({ name }) => `the function ${String(name)} has no revision`),
    ...damaged.flat(),
  ];
}

async function checkPackage(dataDir: string, digest: string): Promise<readonly string[]> {
  const file = path.join(dataDir, 'packages', digest.slice(0, 2), `${digest}.zip`);
  const zip = await readFile(file).catch(() => undefined);
  if (zip === undefined) return [`the package ${digest} is missing`];
  return createHash('sha256').update(zip).digest('hex') === digest ? [] : [`the package ${digest} is damaged`];
}
