import { dirname } from 'node:path';
import { PACKAGE_GRACE_MS } from '@skein/contracts';
import type { EmbeddedBackend, EmbeddedBackendOptions } from './backend.ts';
import { registryMigrations } from './database/migrations/index.ts';
import { openForReading } from './database/open-database.ts';
import type { SqliteDatabase } from './database/open-database.ts';
import { prepareDatabase } from './database/prepare-database.ts';
import { checkRegistry } from './database/registry.ts';
import { toStorageError } from './database/storage-error.ts';
import { Writer } from './database/writer.ts';
import { EmbeddedEventInvokeConfigStore } from './events/event-invoke-config-store.ts';
import { EmbeddedEventQueue } from './events/event-queue.ts';
import { EmbeddedExecutionReader } from './executions/execution-reader.ts';
import { EmbeddedExecutionWriter } from './executions/execution-writer.ts';
import { claimPackages } from './files/claim-packages.ts';
import { makePrivateFolder } from './files/durable-file.ts';
import { lockData } from './files/lock-data.ts';
import { EmbeddedFunctionReader } from './functions/function-reader.ts';
import { EmbeddedFunctionWriter } from './functions/function-writer.ts';
import { EmbeddedKeyStore } from './keys/key-store.ts';
import { EmbeddedInvocationReader } from './invocations/invocation-reader.ts';
import { EmbeddedInvocationRecorder } from './invocations/invocation-recorder.ts';
import { recordsMigrations } from './invocations/migrations/index.ts';
import { RecordQueue } from './invocations/record-queue.ts';
import { EmbeddedSkyStore } from './sky/sky-store.ts';
import { PackageCollector } from './packages/package-collector.ts';
import { EmbeddedPackageStore } from './packages/package-store.ts';
import { EmbeddedTaskResults } from './tasks/task-results.ts';

/**
 * Opens the data of one server, and makes what does not exist. Rejects with `invalid_configuration` when another process has it
 * open or a newer release has written it, and with `storage_failed` when it is damaged or cannot be read or written.
 */
export async function openEmbeddedBackend(options: EmbeddedBackendOptions): Promise<EmbeddedBackend> {
  // Closes what was opened, last first: when opening fails half-way, and at the end.
  await using opened = new AsyncDisposableStack();
  try {
    const backend = await openParts(options, opened);
    const resources = opened.move();
    const close = (): Promise<void> => resources.disposeAsync();
    return { ...backend, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    throw toStorageError(error);
  }
}

async function openParts(
  options: EmbeddedBackendOptions,
  opened: AsyncDisposableStack,
): Promise<Omit<EmbeddedBackend, 'close' | typeof Symbol.asyncDispose>> {
  await makePrivateFolder(dirname(options.databasePath));
  opened.use(lockData(options.databasePath));
  const { writer, functions, executions, events, eventInvokeConfigs, sky, tasks, keys, registryId } = openRegistry(options, opened);
  const packages = await openPackages(options, registryId);
  const { invocations, recorder } = await openRecords(options, (eventId) => events.isUntried(eventId), opened);
  const { clock, packageGraceMs: graceMs = PACKAGE_GRACE_MS } = options;
  const collector = new PackageCollector({ functions, packages, clock, graceMs });
  return {
    functions,
    functionWriter: new EmbeddedFunctionWriter(writer),
    executions,
    executionWriter: new EmbeddedExecutionWriter(writer),
    events,
    eventInvokeConfigs,
    sky,
    tasks,
    keys,
    packages,
    invocations,
    recorder,
    collectPackages: () => collector.collect(),
    keepPackages: (digests) => collector.keep(digests),
    statistics: () => ({ commitCount: writer.batchCount, recordsDropped: recorder.droppedCount }),
  };
}

function openRegistry(
  { databasePath, clock }: EmbeddedBackendOptions,
  opened: AsyncDisposableStack,
): {
  writer: Writer;
  functions: EmbeddedFunctionReader;
  executions: EmbeddedExecutionReader;
  events: EmbeddedEventQueue;
  eventInvokeConfigs: EmbeddedEventInvokeConfigStore;
  sky: EmbeddedSkyStore;
  tasks: EmbeddedTaskResults;
  keys: EmbeddedKeyStore;
  registryId: string;
} {
  prepareDatabase(databasePath, 'full', registryMigrations, clock.nowMs());
  const writer = opened.adopt(new Writer(databasePath), (thread) => thread.close());
  const database = adoptReader(databasePath, opened);
  const executions = new EmbeddedExecutionReader(database);
  const events = new EmbeddedEventQueue(writer, database);
  const eventInvokeConfigs = new EmbeddedEventInvokeConfigStore(writer, database);
  const functions = new EmbeddedFunctionReader(database);
  const sky = new EmbeddedSkyStore(writer, database);
  const tasks = new EmbeddedTaskResults(writer, database);
  const keys = new EmbeddedKeyStore(writer, database);
  return { writer, functions, executions, events, eventInvokeConfigs, sky, tasks, keys, registryId: checkRegistry(database) };
}

async function openPackages({ packagesDir, clock }: EmbeddedBackendOptions, registryId: string): Promise<EmbeddedPackageStore> {
  await claimPackages(packagesDir, registryId);
  const packages = new EmbeddedPackageStore(packagesDir, clock);
  await packages.removeUnfinished();
  return packages;
}

async function openRecords(
  { recordsPath, clock, onFailure = () => {} }: EmbeddedBackendOptions,
  isUntried: (eventId: string) => boolean,
  opened: AsyncDisposableStack,
): Promise<{ invocations: EmbeddedInvocationReader; recorder: EmbeddedInvocationRecorder }> {
  await makePrivateFolder(dirname(recordsPath));
  prepareDatabase(recordsPath, 'normal', recordsMigrations, clock.nowMs());
  const queue = new RecordQueue();
  const recorder = opened.adopt(new EmbeddedInvocationRecorder({ recordsPath, queue, clock, onFailure }), (thread) => thread.close());
  return { invocations: new EmbeddedInvocationReader(adoptReader(recordsPath, opened), queue, isUntried), recorder };
}

/** Opened after the writer, so that it is closed before it: the last to close tidies up, which a reader may not. */
function adoptReader(path: string, opened: AsyncDisposableStack): SqliteDatabase {
  return opened.adopt(openForReading(path), (database) => {
    database.close();
  });
}
