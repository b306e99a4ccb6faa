import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_SCOPE, OPEN_PRINCIPAL, startEvent } from '@skein/contracts';
import type { SimulatedFaults } from '@skein/sandbox/simulated';
import { Ledger } from './ledger.ts';
import { SimulatedFunctions } from './simulated-functions.ts';
import { BUDGET_MB, POLICY, SimulatedServer } from './simulated-server.ts';
import type { CommitFate, Sabotage } from './simulated-server.ts';
import { Random, VirtualClock } from './virtual-world.ts';

/** The one commit at which the server crashes, counted from 1. Without it crashes happen by chance. */
export interface OneCrash {
  readonly atCommit: number;
  readonly fate: CommitFate;
}

export interface ServerSimulationOptions {
  readonly crash?: OneCrash;
  /** Time in which calls come, in simulated ms. */
  readonly loadMs?: number;
  readonly sabotage?: Sabotage;
}

export interface SimulatedServerLife {
  /** What was broken, in words; empty when everything held. */
  readonly violations: readonly string[];
  /** SHA-256 of everything that happened, in order. */
  readonly traceDigest: string;
  readonly commits: number;
  readonly crashes: number;
  /** Calls that reached a function. */
  readonly runs: number;
}

const LOAD_MS = 15_000;
/** Longer than an event may be tried, with its last waits. */
const TAIL_MS = 1_200_000;
const RESTART_MS = 500;
const CRASH_CHANCE = 0.02;
const CRASHES_MAX = 6;

/** A server's life, or several with crashes between them, under a load that the seed decides. */
export async function simulateServer(seed: number, options: ServerSimulationOptions = {}): Promise<SimulatedServerLife> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-simulation-'));
  try {
    return await new ServerRun(seed, path.join(folder, 'skein.db'), options).run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class ServerRun {
  readonly #clock = new VirtualClock();
  readonly #random: Random;
  readonly #options: ServerSimulationOptions;
  readonly #databasePath: string;
  readonly #ledger = new Ledger(POLICY.retryDelaysMs.length + 1);
  readonly #faults: SimulatedFaults;
  readonly #functions = new SimulatedFunctions();
  readonly #trace = createHash('sha256');
  #server: SimulatedServer;
  #ids = 0;
  #commits = 0;
  #crashes = 0;
  #open = 0;

  constructor(seed: number, databasePath: string, options: ServerSimulationOptions) {
    this.#random = new Random(seed);
    this.#databasePath = databasePath;
    this.#options = options;
    this.#faults = chooseFaults(this.#random);
    this.#server = this.#start();
  }

  async run(): Promise<SimulatedServerLife> {
    const { loadMs = LOAD_MS } = this.#options;
    for (let atMs = 0; atMs < loadMs; atMs += 1 + this.#random.below(120)) {
      await this.#clock.runUntil(atMs);
      await this.#live();
      this.#step();
    }
    for (let atMs = loadMs; atMs < loadMs + TAIL_MS; atMs += RESTART_MS * 20) {
      await this.#clock.runUntil(atMs);
      await this.#live();
    }
    await this.#ledger.checkEvents((id) => this.#server.queue.getEvent(DEFAULT_SCOPE, id));
    if (this.#open > 0) this.#ledger.violate('a call never ends');
    await this.#close();
    const traceDigest = this.#trace.digest('hex');
    return {
      violations: [...this.#ledger.violations],
      traceDigest,
      commits: this.#commits,
      crashes: this.#crashes,
      runs: this.#ledger.runs,
    };
  }

  async #close(): Promise<void> {
    let closed = false;
    void this.#server.close().then(() => (closed = true));
    await this.#clock.runUntil(this.#clock.monotonicMs() + RESTART_MS * 20);
    if (closed) return;
    this.#ledger.violate('closing never ends');
    this.#server.crash();
  }

  /** A server that has crashed is started again a moment later. */
  async #live(): Promise<void> {
    while (!this.#server.alive) {
      this.#crashes += 1;
      this.#open = 0;
      await this.#clock.runUntil(this.#clock.monotonicMs() + RESTART_MS);
      this.#note('restart');
      this.#server = this.#start();
    }
  }

  #start(): SimulatedServer {
    return new SimulatedServer({
      databasePath: this.#databasePath,
      clock: this.#clock,
      random: this.#random,
      ledger: this.#ledger,
      functions: this.#functions,
      faults: this.#faults,
      decideCommit: () => this.#decideCommit(),
      sabotage: this.#options.sabotage ?? {},
      note: (text) => this.#note(text),
    });
  }

  #decideCommit(): CommitFate {
    this.#commits += 1;
    const { crash } = this.#options;
    if (crash !== undefined) return crash.atCommit === this.#commits ? crash.fate : 'goes well';
    if (this.#crashes >= CRASHES_MAX || !this.#random.chance(CRASH_CHANCE)) return 'goes well';
    return this.#random.chance(0.5) ? 'crash before' : 'crash after';
  }

  #step(): void {
    const functionName = `f${this.#random.below(this.#functions.count)}`;
    if (this.#random.chance(0.04)) this.#update(functionName);
    else if (this.#random.chance(0.01)) this.#functions.deleteOne();
    else if (this.#random.chance(0.25)) void this.#queueEvent(functionName);
    else for (let count = this.#random.chance(0.1) ? 5 : 1; count > 0; count -= 1) void this.#request(functionName);
  }

  #update(functionName: string): void {
    try {
      const before = this.#functions.update(functionName);
      this.#note(`update from ${before}`);
      this.#server.retire(before);
    } catch {
      // The function was deleted.
    }
  }

  async #request(functionName: string): Promise<void> {
    const server = this.#server;
    this.#open += 1;
    await server.request(functionName, this.#nextId(), this.#nextBody());
    if (server === this.#server && server.alive) this.#open -= 1;
  }

  async #queueEvent(functionName: string): Promise<void> {
    const id = this.#nextId();
    this.#ledger.send(id);
    await this.#server.append({
      ...DEFAULT_SCOPE,
      id,
      kind: 'event',
      functionName,
      qualifier: undefined,
      body: this.#nextBody(),
      clientContext: undefined,
      traceId: undefined,
      principal: OPEN_PRINCIPAL,
      ...startEvent(this.#clock.nowMs()),
    });
  }

  #nextId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }

  #nextBody(): Buffer {
    return Buffer.from(JSON.stringify({ sleepMs: this.#random.below(400), fails: this.#random.chance(0.1), number: this.#ids }));
  }

  #note(text: string): void {
    this.#trace.update(`${this.#clock.monotonicMs()} ${text}\n`);
    if (process.env['SKEIN_SIMULATION_TRACE'] !== undefined) console.log(this.#clock.monotonicMs(), text);
    if (this.#server.heldMb > BUDGET_MB) this.#ledger.violate('the limit is exceeded');
  }
}

/** Some worlds are nearly healthy, others hardly work at all. */
function chooseFaults(random: Random): SimulatedFaults {
  return { start: random.next() * 0.4, load: random.next() * 0.1, call: random.next() * 0.3, delayMaxMs: 10 + random.below(150) };
}
