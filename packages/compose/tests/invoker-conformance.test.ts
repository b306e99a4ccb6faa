import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import { ACCOUNT_CONCURRENCY, DEFAULT_SCOPE, SkeinError } from '@skein/contracts';
import type { Deployment, Revision } from '@skein/contracts';
import { recordInvocations, throttleInvocations } from '@skein/dispatch';
import { packFiles } from '@skein/packaging';
import { systemClock } from '@skein/ports';
import type { Invoker, PackageStore } from '@skein/ports';
import { CONFORMANCE_HANDLER, conformanceRevision, invokerConformance, sampleFunction } from '@skein/ports/conformance';
import { CLOUDS, SimulatedProvider, Sky, loadPriceBook, openProvider, seededRandom } from '@skein/sky';
import type { Provider, ProviderCall, SimulatedCode } from '@skein/sky';
import { CodeFolders, Worker } from '@skein/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '../src/embedded.ts';
import { createPool, interpreterChooser, openSandboxes } from '../src/sandboxes.ts';
import { readSettings } from '../src/settings.ts';

/** This machine with its sandboxes, a second Skein, a third that stands in for AWS, and three simulated clouds, under one sky. */
interface World extends AsyncDisposable {
  readonly sky: Sky;
  readonly local: Invoker;
  readonly revision: Revision;
  readonly zip: Buffer;
}

let world: World;
let stop: AsyncDisposableStack;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'any';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'any';
  stop = new AsyncDisposableStack();
  world = stop.use(await openWorld());
}, 60_000);
afterAll(() => stop.disposeAsync());

const NAMES = ['skein', 'cellar', 'aws', ...CLOUDS.map(({ id }) => id)];

describe.each([
  ['local dispatch', () => Promise.resolve(world.local)],
  ...NAMES.map((name) => [`the provider ${name}`, () => brokerOver([name])] as const),
  ['the broker over all of them', () => brokerOver(NAMES)],
] as const)('local dispatch, every provider and the broker pass the same Invoker conformance suite: %s', (_, open) => {
  invokerConformance({ describe, it, expect }, async () => {
    const invoker = await open();
    return { invoker, revision: world.revision, settle: (work) => work, async [Symbol.asyncDispose]() {} };
  });
});

/** A broker that has exactly these places to choose from. */
async function brokerOver(providers: readonly string[]): Promise<Invoker> {
  const { revision, zip, sky } = world;
  const there = sky.list()[0]?.placement.deployments.map(({ provider }) => provider);
  if (there?.join() === providers.join()) return sky.invoker;
  const { failures } = await sky.place({ revision, zip, providers, policy: 'cheapest-average', idempotent: false });
  expect(failures).toEqual([]);
  return sky.invoker;
}

async function openWorld(): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-conformance-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  const settings = settingsIn(path.join(dir, 'first'));
  const backend = opened.use(
    await openEmbeddedBackend({
      databasePath: settings.databasePath,
      packagesDir: path.join(dir, 'packages'),
      recordsPath: path.join(dir, 'records.db'),
      clock: systemClock,
    }),
  );
  const zip = await packFiles({ 'app.py': CONFORMANCE_HANDLER });
  const revision = { ...conformanceRevision('conformance'), package: await backend.packages.put(zip) };
  await backend.functionWriter.createFunction(sampleFunction('conformance'), revision);
  const worker = opened.adopt(await openWorker(settings, dir, backend.packages), (each) => each.close());
  const local = throttleInvocations(recordInvocations(worker, backend.recorder, systemClock), ACCOUNT_CONCURRENCY);
  const second = opened.use(await startEmbedded(settingsIn(path.join(dir, 'second'))));
  const third = opened.use(await startEmbedded(settingsIn(path.join(dir, 'third'))));
  const sky = await Sky.open({
    scope: DEFAULT_SCOPE,
    store: backend.sky,
    local,
    providers: await openProviders(second.url, third.url),
    book: await loadPriceBook(),
    clock: systemClock,
    random: seededRandom(1),
    onFailure: () => {},
  });
  opened.adopt(sky, (each) => each.close());
  const resources = opened.move();
  return { sky, local, revision, zip, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function openProviders(second: string, third: string): Promise<readonly Provider[]> {
  const clouds = CLOUDS.map((cloud) => new SimulatedProvider({ cloud, code: model, clock: systemClock, random: seededRandom(1) }));
  const role = 'arn:aws:iam::000000000000:role/any';
  return [
    ...clouds,
    await openProvider({ name: 'cellar', kind: 'skein', endpoint: second, plan: 'own' }, systemClock),
    await openProvider({ name: 'aws', kind: 'aws', region: 'us-east-1', role, endpoints: { lambda: third } }, systemClock),
  ];
}

/** The suite's function as a model, for clouds that run no code. */
const model: SimulatedCode = (_: Deployment, { body }: ProviderCall) => {
  const { sleepMs = 0, fail } = JSON.parse(body.toString()) as { sleepMs?: number; fail?: string };
  if (fail === undefined) return { workMs: 0, waitMs: sleepMs, body };
  const document = { errorType: 'ValueError', errorMessage: fail };
  return { workMs: 0, waitMs: sleepMs, error: 'handler_error', body: Buffer.from(JSON.stringify(document)) };
};

async function openWorker(settings: ReturnType<typeof settingsIn>, dir: string, packages: PackageStore): Promise<Worker> {
  const logger = { info() {}, warn() {}, error() {} };
  const sandboxes = await openSandboxes(settings, logger);
  stop.defer(() => sandboxes.driver.close());
  const code = await CodeFolders.open(path.join(dir, 'code'), packages);
  const pool = createPool(sandboxes, settings, systemClock, logger, ({ revisionId }) => worker.codeOf(revisionId));
  const callFunction = (): never => {
    throw new SkeinError('not_implemented', { operation: 'calls from functions' });
  };
  const worker: Worker = new Worker({
    pool,
    code,
    clock: systemClock,
    chooseInterpreter: interpreterChooser(sandboxes, settings),
    callFunction,
  });
  return worker;
}

function settingsIn(dataDir: string): ReturnType<typeof readSettings> {
  return readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined });
}
