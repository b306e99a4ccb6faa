import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbeddedBackend } from '@skein/backend-embedded';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { OPEN_PRINCIPAL } from '@skein/contracts';
import type { Deployment, Invocation, LedgerEntry, Outcome, Placement, Revision, StoredPlacement } from '@skein/contracts';
import type { Invoker, SkyStore } from '@skein/ports';
import { conformanceRevision } from '@skein/ports/conformance';
import { VirtualClock, systemClock } from '@skein/ports';
import { providerInvoker } from './provider-invoker.ts';
import { loadPriceBook } from '../../src/prices/load-price-book.ts';
import type { Cloud } from '../../src/clouds/cloud.ts';
import type { Fault } from '../../src/providers/simulated/faults.ts';
import { SimulatedProvider } from '../../src/providers/simulated/simulated-provider.ts';
import { seededRandom } from '../../src/random/random.ts';
import { afterAll } from 'vitest';
import { Sky } from '../../src/sky.ts';
import type { PlaceReport, PlaceRequest } from '../../src/placing/placer.ts';
import { SAMPLE, cloud, modelCode } from './simulated.ts';

const book = await loadPriceBook();

export interface CalledFunction {
  readonly outcome: Outcome;
  readonly body: string;
}

/** Simulated clouds under a real sky with a real database, in virtual time. "This Skein" is a simulated cloud without network, too. */
export class SkyWorld implements AsyncDisposable {
  readonly clock = new VirtualClock(START_MS);
  readonly faults = new Map<string, Fault[]>();
  readonly failures: unknown[] = [];
  readonly revision: Revision;
  readonly #backend: EmbeddedBackend;
  #sky: Sky | undefined;
  #providers: readonly SimulatedProvider[] = [];
  #calls = 0;

  private constructor(backend: EmbeddedBackend, account: string) {
    this.#backend = backend;
    this.revision = { ...conformanceRevision('sample'), account };
  }

  /** Worlds of one test file share its database; each has an account of its own there. */
  static async open(changes: Partial<Cloud> = {}): Promise<SkyWorld> {
    worlds += 1;
    const world = new SkyWorld(await sharedBackend(), String(worlds).padStart(12, '0'));
    world.#providers = ['simulated-aws', 'simulated-gcp', 'simulated-azure'].map((id) => world.#provider(cloud(id, changes)));
    await world.#openSky();
    return world;
  }

  get sky(): Sky {
    if (this.#sky === undefined) throw new Error('the world is closed');
    return this.#sky;
  }

  get providers(): readonly SimulatedProvider[] {
    return this.#providers;
  }

  place(providers: readonly string[], changes: Partial<PlaceRequest> = {}): Promise<PlaceReport> {
    const request = {
      revision: this.revision,
      zip: Buffer.alloc(0),
      providers,
      policy: 'cheapest-average',
      idempotent: false,
      ...changes,
    } as const;
    return this.clock.run(() => this.sky.place(request));
  }

  invocation(event: object, revision = this.revision): Invocation {
    this.#calls += 1;
    return {
      id: `00000000-0000-4000-a000-${String(this.#calls).padStart(12, '0')}`,
      target: { version: '$LATEST', revision },
      qualifier: undefined,
      kind: 'request',
      body: Buffer.from(JSON.stringify(event)),
      clientContext: undefined,
      traceId: undefined,
      principal: OPEN_PRINCIPAL,
      receivedAtMs: this.clock.nowMs(),
    };
  }

  /** Calls the function and lets time pass until there is an answer. */
  call(event: object = {}, revision = this.revision): Promise<CalledFunction> {
    return this.clock.run(() => this.begin(event, revision));
  }

  /** Calls the function; time has to be let pass by the caller. */
  async begin(event: object = {}, revision = this.revision): Promise<CalledFunction> {
    const chunks: Buffer[] = [];
    const response = { write: (chunk: Buffer): void => void chunks.push(chunk) };
    const outcome = await this.sky.invoker.invoke(this.invocation(event, revision), { response });
    return { outcome, body: Buffer.concat(chunks).toString() };
  }

  /** Where each of some calls ran. */
  async drivers(calls: number, event: object = {}): Promise<readonly string[]> {
    const drivers: string[] = [];
    for (let call = 0; call < calls; call += 1) drivers.push((await this.call(event)).outcome.usage.driver);
    return drivers;
  }

  async entries(): Promise<readonly LedgerEntry[]> {
    return (await this.sky.ledger({ limit: 1_000 })).entries;
  }

  /** The providers at which these deployments can still be called. */
  async whereItIs(deployments: readonly Deployment[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const deployment of deployments) {
      const provider = this.#providers.find(({ name }) => name === deployment.provider);
      const call = provider?.invoke(deployment, this.invocation({}));
      if (
        call !== undefined &&
        (await this.clock.run(() =>
          call.then(
            () => true,
            () => false,
          ),
        ))
      )
        found.push(deployment.provider);
    }
    return found;
  }

  /** Puts entries into the ledger as an earlier process would have. */
  store(entries: readonly LedgerEntry[]): Promise<void> {
    return this.#backend.sky.putLedger(entries);
  }

  storedPlacements(): Promise<readonly StoredPlacement[]> {
    const { account, region } = this.revision;
    return this.#backend.sky.listPlacements({ account, region });
  }

  /** What is stored when a process dies between deploying and writing down that it has. */
  async forget(placement: Placement, leftovers: readonly string[]): Promise<void> {
    await this.#backend.sky.putPlacement({ placement: { ...placement, deployments: [], leftovers }, policyState: null });
  }

  /** From now on, for so long, something is wrong with a provider. */
  breakProvider(name: string, kind: Fault['kind'], forMs = Infinity, factor?: number): void {
    const fromMs = this.clock.monotonicMs();
    const faults = this.faults.get(name) ?? [];
    faults.push({ kind, fromMs, untilMs: fromMs + forMs, ...(factor !== undefined && { factor }) });
  }

  repair(name: string): void {
    this.faults.get(name)?.splice(0);
  }

  /** The process ends without a word, and another one takes up what was stored. */
  async restart(): Promise<void> {
    await this.#openSky();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sky?.close();
  }

  async #openSky(): Promise<void> {
    this.#sky = await Sky.open({
      scope: { account: this.revision.account, region: this.revision.region },
      store: inVirtualTime(this.#backend.sky, this.clock),
      local: await this.#localInvoker(),
      providers: this.#providers,
      book,
      clock: this.clock,
      random: seededRandom(1),
      onFailure: (error) => this.failures.push(error),
    });
  }

  async #localInvoker(): Promise<Invoker> {
    const here = cloud('simulated-aws', { id: 'skein', network: { medianMs: 0.1, highMs: 0.2 }, init: { medianMs: 20, tailRatio: 1.5 } });
    const provider = this.#provider(here);
    return providerInvoker(provider, await this.clock.run(() => provider.deploy(SAMPLE)), this.clock);
  }

  #provider(preset: Cloud): SimulatedProvider {
    const faults: Fault[] = [];
    this.faults.set(preset.id, faults);
    return new SimulatedProvider({ cloud: preset, code: modelCode, clock: this.clock, random: seededRandom(1), faults });
  }
}

/** Some day, in ms since the epoch. */
const START_MS = 1_800_000_000_000;

/** Time stands still while the database works. */
function inVirtualTime(store: SkyStore, clock: VirtualClock): SkyStore {
  return {
    listPlacements: (...words) => clock.during(store.listPlacements(...words)),
    listLedger: (...words) => clock.during(store.listLedger(...words)),
    putPlacement: (...words) => clock.during(store.putPlacement(...words)),
    removePlacement: (...words) => clock.during(store.removePlacement(...words)),
    putLedger: (...words) => clock.during(store.putLedger(...words)),
  };
}

let worlds = 0;
let shared: Promise<EmbeddedBackend> | undefined;
const closers: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closers) await close();
});

function sharedBackend(): Promise<EmbeddedBackend> {
  shared ??= openBackend();
  return shared;
}

async function openBackend(): Promise<EmbeddedBackend> {
  const dir = await mkdtemp(path.join(tmpdir(), 'skein-sky-'));
  const backend = await openEmbeddedBackend({
    databasePath: path.join(dir, 'skein.db'),
    packagesDir: path.join(dir, 'packages'),
    recordsPath: path.join(dir, 'records.db'),
    clock: systemClock,
  });
  closers.push(async () => {
    await backend.close();
    await rm(dir, { recursive: true, force: true });
  });
  return backend;
}
