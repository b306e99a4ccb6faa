import { createHash } from 'node:crypto';
import { toSkeinError } from '@skein/contracts';
import { SandboxPool } from '@skein/sandbox';
import type { Interpreter, PooledSandbox, PoolRequest } from '@skein/sandbox';
import { SimulatedSandboxes } from './simulated-sandboxes.ts';
import type { SimulatedSandbox } from './simulated-sandboxes.ts';
import { Random, VirtualClock } from './virtual-world.ts';

export type Pool = Pick<SandboxPool<SimulatedSandbox>, 'takeIdle' | 'take' | 'release' | 'retire' | 'prewarm' | 'close'>;

export interface Simulated {
  /** What was broken, in words; empty when every invariant held. */
  readonly violations: readonly string[];
  /** SHA-256 of everything that happened, in order. */
  readonly traceDigest: string;
  readonly calls: number;
}

const BUDGET_MB = 2048;
const LENGTH_MS = 60_000;
const INTERPRETER: Interpreter = {
  family: 'python',
  version: '3.11',
  fullVersion: '3.11.2',
  executablePath: '/usr/bin/python3.11',
  requiredDirs: [],
};

/** One minute of a pool's life under a load that the seed decides. `sabotage` may put a broken pool in the real one's place. */
export async function simulatePool(seed: number, sabotage: (pool: Pool) => Pool = (pool) => pool): Promise<Simulated> {
  const run = new PoolRun(seed, sabotage);
  return await run.run();
}

class PoolRun {
  readonly #clock = new VirtualClock();
  readonly #random: Random;
  readonly #sandboxes: SimulatedSandboxes;
  readonly #pool: Pool;
  readonly #revisions = [1, 1, 1, 1];
  readonly #violations = new Set<string>();
  readonly #trace = createHash('sha256');
  #calls = 0;

  constructor(seed: number, sabotage: (pool: Pool) => Pool) {
    this.#random = new Random(seed);
    this.#sandboxes = new SimulatedSandboxes(this.#clock, this.#random);
    this.#pool = sabotage(
      new SandboxPool<SimulatedSandbox>({
        budgetMb: BUDGET_MB,
        prewarmCount: 2,
        idleMs: 20_000,
        startsAtOnce: 1 + this.#random.below(2),
        clock: this.#clock,
        start: async (_interpreter, request) => await this.#sandboxes.start(request),
        onFailure: (error) => this.#note(`failure ${toSkeinError(error).code}`),
      }),
    );
  }

  async run(): Promise<Simulated> {
    void this.#pool.prewarm(INTERPRETER);
    for (let atMs = 0; atMs < LENGTH_MS; atMs += 1 + this.#random.below(120)) {
      await this.#clock.runUntil(atMs);
      this.#step();
    }
    let closed = false;
    void this.#pool.close().then(() => (closed = true));
    await this.#clock.runUntil(LENGTH_MS + 10_000);
    if (!closed) this.#violations.add('closing never ends');
    const orphans = this.#sandboxes.made.filter(({ gone }) => !gone).length;
    if (orphans > 0) this.#violations.add('a sandbox outlives the pool');
    return { violations: [...this.#violations], traceDigest: this.#trace.digest('hex'), calls: this.#calls };
  }

  #step(): void {
    const index = this.#random.below(this.#revisions.length);
    if (this.#random.chance(0.05)) this.#update(index);
    else for (let count = this.#random.chance(0.1) ? 6 : 1; count > 0; count -= 1) void this.#call(index);
  }

  #update(index: number): void {
    const before = this.#revisions[index] ?? 0;
    this.#revisions[index] = before + 1;
    this.#note(`update f${index} to ${before + 1}`);
    this.#pool.retire(`f${index}:${before}`);
  }

  async #call(index: number): Promise<void> {
    const revisionId = `f${index}:${this.#revisions[index]}`;
    const request: PoolRequest = { revisionId, memoryMb: 128 * (1 + (index % 3)), interpreter: INTERPRETER };
    try {
      const warm = this.#pool.takeIdle(revisionId);
      if (warm !== undefined) return await this.#run(warm, request, true);
      const { pooled, cold } = await this.#pool.take(request);
      await this.#run(pooled, request, cold === undefined);
    } catch (error) {
      this.#note(`${revisionId} refused: ${toSkeinError(error).code}`);
    }
  }

  async #run(pooled: PooledSandbox<SimulatedSandbox>, { revisionId, memoryMb }: PoolRequest, isWarm: boolean): Promise<void> {
    const { sandbox } = pooled;
    this.#calls += 1;
    this.#note(`${revisionId} runs in ${sandbox.id}`);
    if (!isWarm && sandbox.revisionId === undefined) Object.assign(sandbox, { revisionId, memoryMb });
    sandbox.calls += 1;
    if (sandbox.calls > 1) this.#violations.add('two calls in one sandbox');
    if (sandbox.revisionId !== revisionId) this.#violations.add("another revision's sandbox");
    if (isWarm && !sandbox.alive) this.#violations.add('a dead sandbox was dispatched to');
    await this.#clock.sleep(this.#random.below(600));
    sandbox.calls -= 1;
    if (this.#random.chance(0.1)) void sandbox.destroy();
    this.#pool.release(pooled);
  }

  #note(text: string): void {
    if (this.#sandboxes.heldMb > BUDGET_MB) this.#violations.add('the limit is exceeded');
    this.#trace.update(`${this.#clock.monotonicMs()} ${text}\n`);
  }
}
