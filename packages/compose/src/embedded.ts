import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { ACCOUNT_CONCURRENCY, timeOrderedId } from '@skein/contracts';
import { FunctionResolver, UpdatesInProgress, activateWaiting, callFunction, queueEvent, runEvent } from '@skein/control-plane';
import type { AppContext, BaseContext, KeyRing } from '@skein/control-plane';
import { InvocationFollowers, InvocationTallies, feedRecords, recordInvocations, tallyRecords, throttleInvocations } from '@skein/dispatch';
import { systemClock } from '@skein/ports';
import type { EventHost } from '@skein/ports';
import type { Sky } from '@skein/sky';
import { CodeFolders, TaskInvoker, Worker, WorkflowRunner } from '@skein/worker';
import type { TaskEvent, WorkerOptions } from '@skein/worker';
import { openSky } from './sky.ts';
import type { SkyParts } from './sky.ts';
import { drain } from './drain.ts';
import { addressNotices, requireKeysBeyondLoopback, urlOf } from './address.ts';
import { openBackend } from './backend.ts';
import { createEventReader } from './events.ts';
import { openKeyRing, requireOwnKeys } from './keys.ts';
import { adoptSocket, listen } from './listen.ts';
import { createPool, interpreterChooser, openSandboxes } from './sandboxes.ts';
import type { Sandboxes } from './sandboxes.ts';
import type { Settings } from './settings.ts';
import { createTaskPackager, createTaskRunner } from './tasks.ts';

/** How often packages that nothing refers to any more are removed, in ms, besides after every deletion. */
const COLLECT_PACKAGES_MS = 3_600_000;

/** A whole Skein in this process. */
export interface EmbeddedSkein extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Name of the sandbox driver in use. */
  readonly driver: string;
  /** What the operator must know about how this machine is used. */
  readonly notices: readonly string[];
  /** Whether requests needed a key when the server started. */
  readonly keysInForce: boolean;
  /**
   * Stops taking requests, lets those and the events that run finish for as long as the settings allow, destroys all sandboxes, stores
   * what is under way.
   */
  close(): Promise<void>;
}

/** Starts Skein. Rejects with `invalid_configuration`, `driver_unavailable`, `storage_failed`. */
export async function startEmbedded(operatorSettings: Settings): Promise<EmbeddedSkein> {
  await using opened = new AsyncDisposableStack();
  const { settings, socket } = adoptSocket(operatorSettings, opened);
  const logger = pino({ level: settings.logLevel }, pino.destination(2));
  const backend = opened.use(await openBackend(settings, logger));
  const keys = await openKeyRing(settings, backend);
  requireOwnKeys(keys, settings);
  requireKeysBeyondLoopback(keys, settings);
  const sandboxes = await openSandboxes(settings, logger);
  opened.defer(() => sandboxes.driver.close());
  const worker = opened.adopt(
    await openWorker(settings, { backend, sandboxes, logger, callFunction: (...call) => callFunction(base, ...call) }),
    (started) => started.close(),
  );
  const sky = opened.adopt(await openSky(settings, skyParts(backend, worker, logger)), (started) => started.close());
  const followers = new InvocationFollowers();
  // Executions that are taken up again may queue events before anything reads the queue; it is read from its beginning.
  let eventHost: EventHost = { wake: () => {}, hold: () => Promise.resolve(false) };
  const stopping = new AbortController();
  const base = createContext(settings, {
    backend,
    keys,
    sandboxes,
    worker,
    sky,
    logger,
    followers,
    eventHost: { wake: () => eventHost.wake(), hold: (event, work) => eventHost.hold(event, work) },
    stopping: stopping.signal,
  });
  const host = opened.adopt(await openWorkflows(backend, base), (workflows) => workflows.close());
  const tasks = createTaskRunner(settings, backend, (event, response) => runEvent(context, event, response), logger);
  const context: AppContext = {
    ...base,
    workflows: { reader: backend.executions, writer: backend.executionWriter, host },
    tasks: { results: backend.tasks, host: tasks, packager: createTaskPackager(settings, sandboxes.interpreters) },
  };
  opened.defer(() => tasks.close(0));
  const events = opened.adopt(createEventReader(context, settings), (created) => created.close(0));
  eventHost = events;
  const front = await listen(context, { settings, socket, opened });
  events.start();
  tasks.start();
  resume(context);
  const collecting = setInterval(context.collectPackages, COLLECT_PACKAGES_MS);
  opened.defer(() => clearInterval(collecting));
  opened.defer(() => stopping.abort());
  opened.defer(() => drain({ front, events, tasks, followers, workflows: host, worker }, settings.drainMs));
  const resources = opened.move();
  const close = (): Promise<void> => resources.disposeAsync();
  const { port } = front.server.address() as AddressInfo;
  return {
    url: urlOf(settings.host, port),
    port,
    driver: sandboxes.driver.name,
    notices: [...sandboxes.notices, ...addressNotices(settings)],
    keysInForce: keys.areInForce,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function skyParts(backend: EmbeddedBackend, local: Worker, logger: Logger): SkyParts {
  return { backend, local, onFailure: (error) => logger.warn({ error }, 'something of a placement went wrong') };
}

type WorkerParts = Pick<Parts, 'backend' | 'sandboxes' | 'logger'> & Pick<WorkerOptions, 'callFunction'>;

async function openWorker(settings: Settings, { backend, sandboxes, logger, callFunction: runCall }: WorkerParts): Promise<Worker> {
  const code = await CodeFolders.open(path.join(settings.dataDir, 'code'), backend.packages);
  const pool = createPool(sandboxes, settings, systemClock, logger, ({ revisionId }) => worker.codeOf(revisionId));
  const worker = new Worker({
    pool,
    code,
    clock: systemClock,
    chooseInterpreter: interpreterChooser(sandboxes, settings),
    callFunction: runCall,
  });
  return worker;
}

interface Parts {
  readonly backend: EmbeddedBackend;
  readonly keys: KeyRing;
  readonly sandboxes: Sandboxes;
  readonly worker: Worker;
  readonly sky: Sky;
  readonly logger: Logger;
  readonly followers: InvocationFollowers;
  readonly eventHost: EventHost;
  readonly stopping: AbortSignal;
}

function createContext(
  settings: Settings,
  { backend, keys, sandboxes, worker, sky, logger, followers, eventHost, stopping }: Parts,
): BaseContext {
  const chooseInterpreter = interpreterChooser(sandboxes, settings);
  const tallies = new InvocationTallies();
  const recorder = feedRecords(tallyRecords(backend.recorder, tallies), followers);
  return {
    scope: settings.scope,
    functions: backend.functions,
    functionWriter: backend.functionWriter,
    packages: backend.packages,
    invocations: backend.invocations,
    feed: followers,
    recorder,
    events: backend.events,
    eventInvokeConfigs: backend.eventInvokeConfigs,
    eventHost,
    invoker: throttleInvocations(recordInvocations(sky.invoker, recorder, systemClock), ACCOUNT_CONCURRENCY),
    host: worker,
    runtimes: { check: (runtime) => void chooseInterpreter(runtime) },
    telemetry: {
      invocations: () => tallies.all(),
      lastRequestAtMs: () => tallies.lastRequestAtMs,
      sandboxes: () => worker.sandboxCounts,
      memoryBudgetMb: settings.memoryBudgetMb,
      recordsDropped: () => backend.statistics().recordsDropped,
    },
    sky,
    resolver: new FunctionResolver(backend.functions, settings.scope),
    updates: new UpdatesInProgress(),
    keys,
    clock: systemClock,
    logger,
    collectPackages: () => {
      const collected = backend.collectPackages().then((digests) => worker.removeCode(digests));
      collected.catch((error: unknown) => logger.error({ error }, 'unreferenced packages could not be collected'));
    },
    newId: () => timeOrderedId(systemClock.nowMs(), randomUUID()),
    stopping,
  };
}

/** Takes the lease on executions, and goes on with those that the last process left open. */
function openWorkflows({ executions, executionWriter }: EmbeddedBackend, context: BaseContext): Promise<WorkflowRunner> {
  const { functions, invoker, clock, newId, logger } = context;
  return WorkflowRunner.open({
    reader: executions,
    writer: executionWriter,
    tasks: new TaskInvoker({ functions, invoker, clock, newId, queueEvent: (event) => queueTaskEvent(context, event) }),
    clock,
    newSeed: randomUUID,
    onFailure: (error) => logger.error({ error }, 'an execution could not go on'),
  });
}

/** What a workflow hands to a function without waiting for it goes the way of every event. */
async function queueTaskEvent(context: BaseContext, event: TaskEvent): Promise<void> {
  await queueEvent(context, { ...event, kind: 'event', traceId: undefined });
}

/** Takes up what the last process did not finish: functions that wait to become active, packages that nobody refers to. */
function resume(context: AppContext): void {
  activateWaiting(context).catch((error: unknown) => context.logger.error({ error }, 'functions could not be made ready'));
  context.collectPackages();
}
