/** Uses a small disk of its own until it is full and after space has returned, and prints what happened at each step. */
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SkeinError } from '@skein/contracts';
import { sampleFunction, sampleRecord, sampleRevision } from '@skein/ports/conformance';
import { openEmbeddedBackend } from '../../src/index.ts';
import { optionsIn } from './test-backend.ts';

const [path = ''] = process.argv.slice(2);
const ballast = join(path, 'ballast');
const failures: SkeinError[] = [];
await using backend = await openEmbeddedBackend({ ...optionsIn(path), onFailure: (error) => failures.push(error) });

function create(name: string): Promise<void> {
  const settings = { ...sampleRevision(name).settings, description: 'x'.repeat(10_000) };
  return backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name, { settings }));
}

async function report(step: string, promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => (error instanceof SkeinError ? error.code : String(error)),
  );
  console.log(`${step}: ${outcome}`);
}

/** Leaves a few bytes less than one page. */
function fillDisk(): void {
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
}

const record = sampleRecord(0, { log: 'x'.repeat(100_000) });
await report('create', create('before'));
fillDisk();
await report('create on a full disk', create('during'));
await report('package on a full disk', backend.packages.put(Buffer.alloc(200_000, 1)));
backend.recorder.record(record);
await report('record on a full disk', backend.recorder.flush());
console.log(`told of: ${failures[0]?.code}`);
console.log(`record can be read: ${(await backend.invocations.getInvocation(record, record.id))?.id === record.id}`);
rmSync(ballast);
await report('create with space', create('after'));
await report('package with space', backend.packages.put(Buffer.alloc(200_000, 1)));
await report('record with space', backend.recorder.flush());
console.log(
  `functions: ${(await backend.functions.listFunctions(record, { limit: 10 })).functions.map((found) => found.record.name).join(' ')}`,
);
console.log(`packages: ${(await backend.packages.list()).length}`);
