import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../simulation/support/virtual-world.ts';
import type { ProcessIdentity } from '../../support/processes.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { findLeftovers } from './find-leftovers.ts';
import type { Places } from './find-leftovers.ts';
import { inspectData } from './inspect-data.ts';
import { LambdaClient } from './lambda-client.ts';
import { EventLedger, FunctionLedger } from './ledger.ts';
import { Load } from './load.ts';
import type { Knowledge } from './load.ts';
import { MarkCollector } from './mark-collector.ts';
import { planRound } from './plan-round.ts';
import type { RoundPlan } from './plan-round.ts';
import { checkServer, untilEventsSettled } from './check-server.ts';

/** Bound on what takes a moment to be gone, in ms; generous, because the machine may be busy with other things. */
const LEFTOVERS_MAX_MS = 20_000;
const POLL_MS = 50;

export interface CampaignOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Told of each round. */
  readonly print: (line: string) => void;
}

export interface CampaignReport {
  /** Everything that was promised and not kept. */
  readonly violations: readonly string[];
  /** What was acknowledged, and calls that were answered. */
  readonly counts: Knowledge['counts'] & { readonly events: number };
  readonly kills: Readonly<Record<string, number>>;
}

/** Kills servers on one data folder, one after the other, under a mixed load, and checks after each what must stand. */
export async function runCampaign({ seed, rounds, print }: CampaignOptions): Promise<CampaignReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-kill-'));
  try {
    await using marks = await MarkCollector.open();
    const campaign = new Campaign(await makePlaces(folder), marks, seed, folder);
    await campaign.run(rounds, print);
    return campaign.report();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sandboxes may run as other users, who have to pass through. */
async function makePlaces(folder: string): Promise<Places> {
  const places = { dataDir: path.join(folder, 'data'), temporaryDir: path.join(folder, 'tmp') };
  await chmod(folder, 0o711);
  await mkdir(places.temporaryDir);
  await chmod(places.temporaryDir, 0o1777);
  return places;
}

class Campaign {
  readonly #places: Places;
  readonly #marks: MarkCollector;
  readonly #seed: number;
  /** Plans only: what the load draws depends on how fast the machine is. */
  readonly #plans: Random;
  readonly #scratchDir: string;
  readonly #knowledge: Knowledge;
  readonly #kills = new Map<string, number>();
  readonly #gonePids = new Set<number>();
  #orphans: readonly ProcessIdentity[] = [];

  constructor(places: Places, marks: MarkCollector, seed: number, scratchDir: string) {
    this.#places = places;
    this.#marks = marks;
    this.#seed = seed;
    this.#plans = new Random(seed);
    this.#scratchDir = scratchDir;
    let number = 0;
    this.#knowledge = {
      functions: new FunctionLedger(),
      events: new EventLedger(),
      codes: new Map(),
      violations: [],
      counts: { creates: 0, updates: 0, deletes: 0, calls: 0 },
      nextNumber: () => (number += 1),
    };
  }

  report(): CampaignReport {
    const { violations, counts, events } = this.#knowledge;
    return { violations, counts: { ...counts, events: events.count }, kills: Object.fromEntries(this.#kills) };
  }

  async run(rounds: number, print: (line: string) => void): Promise<void> {
    let server = await this.#start();
    let known = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const plan = planRound(this.#plans);
      await this.#breakDown(server, plan, round);
      this.#note(round, await inspectData(this.#places.dataDir, this.#scratchDir));
      if (plan.moment === 'starting') await this.#killStarting(plan);
      server = await this.#start();
      await this.#check(server, round);
      const { violations } = this.#knowledge;
      print([`round ${round} of ${rounds}: killed ${plan.victims} while ${plan.moment}`, ...violations.slice(known)].join('\n'));
      known = violations.length;
    }
    await this.#finish(server, rounds);
  }

  #start(): Promise<ServerProcess> {
    return ServerProcess.start(this.#settings());
  }

  #settings(): Readonly<Record<string, string>> {
    const { dataDir, temporaryDir } = this.#places;
    // Functions tell of events over the network; their errors end events at once.
    return { SKEIN_DATA: dataDir, TMPDIR: temporaryDir, SKEIN_NETWORK: 'host', EVENT_RETRY_SECONDS: '', WARM_POOL_SIZE: '1' };
  }

  async #breakDown(server: ServerProcess, plan: RoundPlan, round: number): Promise<void> {
    const load = new Load(this.#knowledge, this.#client(server), new Random(this.#seed + round), round);
    const loading = load.run();
    await pause(plan.loadMs);
    load.expectEnd();
    if (plan.moment === 'stopping') {
      void server.stop();
      await pause(plan.delayMs);
    }
    await this.#kill(server, plan.victims, plan.moment === 'stopping' ? 'stopping' : 'working');
    await loading;
  }

  async #killStarting(plan: RoundPlan): Promise<void> {
    const server = new ServerProcess(this.#settings());
    await pause(plan.delayMs);
    await this.#kill(server, plan.victims, 'starting');
  }

  async #kill(server: ServerProcess, victims: RoundPlan['victims'], moment: RoundPlan['moment']): Promise<void> {
    const kind = `${victims} while ${moment}`;
    this.#kills.set(kind, (this.#kills.get(kind) ?? 0) + 1);
    this.#gonePids.add(server.pid);
    this.#orphans = [...this.#orphans, ...(await server.kill(victims))];
  }

  async #check(server: ServerProcess, round: number): Promise<void> {
    this.#note(round, await checkServer(this.#client(server), this.#knowledge, this.#marks, new Random(this.#seed + round)));
    this.#note(round, await this.#leftovers(server.pid));
    this.#orphans = [];
  }

  /** Every event ends, nothing is wrong with any function, and a server that is told to stop leaves nothing at all. */
  async #finish(server: ServerProcess, round: number): Promise<void> {
    const client = this.#client(server);
    const listed = await untilEventsSettled(client);
    this.#note(round, this.#knowledge.events.checkAtEnd({ ran: this.#marks.labels, listed }));
    this.#gonePids.add(server.pid);
    await server.stop();
    this.#note(round, await inspectData(this.#places.dataDir, this.#scratchDir));
    this.#note(round, await this.#leftovers(undefined));
  }

  /** Asked again until nothing is left, or it takes too long. */
  async #leftovers(runningPid: number | undefined): Promise<readonly string[]> {
    const giveUpAtMs = performance.now() + LEFTOVERS_MAX_MS;
    for (;;) {
      const found = await findLeftovers(this.#places, { serverPids: this.#gonePids, processes: this.#orphans }, runningPid);
      if (found.length === 0 || performance.now() > giveUpAtMs) return found;
      await pause(POLL_MS);
    }
  }

  #client(server: ServerProcess): LambdaClient {
    return new LambdaClient(server.url, this.#marks.port);
  }

  #note(round: number, findings: readonly string[]): void {
    this.#knowledge.violations.push(...findings.map((finding) => `round ${round}: ${finding}`));
  }
}
