import { PREWARMED_SANDBOX_MB, SkeinError } from '@skein/contracts';
import type { PoolRequest } from '@skein/sandbox';
import type { Random, VirtualClock } from './virtual-world.ts';

/** A sandbox that is only a life: it starts slowly or not at all, dies when it likes, and takes its time to be gone. */
export class SimulatedSandbox {
  readonly id: number;
  readonly #clock: VirtualClock;
  readonly #deathMs: number;
  readonly #end = Promise.withResolvers<void>();
  readonly exited = this.#end.promise;
  alive = true;
  gone = false;
  /** What it has been given; undefined while it has no code. */
  revisionId: string | undefined;
  memoryMb = PREWARMED_SANDBOX_MB;
  calls = 0;
  #dying = false;

  constructor(id: number, clock: VirtualClock, deathMs: number) {
    this.id = id;
    this.#clock = clock;
    this.#deathMs = deathMs;
  }

  async destroy(): Promise<void> {
    this.die();
    await this.exited;
  }

  die(): void {
    this.alive = false;
    if (this.#dying) return;
    this.#dying = true;
    this.#clock.after(this.#deathMs, () => {
      this.gone = true;
      this.#end.resolve();
    });
  }
}

const HANG_MAX_MS = 6_000;

/** Makes sandboxes and knows all it ever made. */
export class SimulatedSandboxes {
  readonly made: SimulatedSandbox[] = [];
  readonly #clock: VirtualClock;
  readonly #random: Random;
  /** In some worlds every second start hangs for a while. */
  readonly #hangChance: number;

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#hangChance = random.next() / 2;
  }

  async start(request: PoolRequest | undefined): Promise<SimulatedSandbox> {
    await this.#clock.sleep(this.#random.below(this.#random.chance(this.#hangChance) ? HANG_MAX_MS : 80));
    if (this.#random.chance(0.05)) throw new SkeinError('sandbox_failed', { functionName: 'simulated', reason: 'it did not start' });
    const sandbox = new SimulatedSandbox(this.made.length, this.#clock, this.#random.below(60));
    sandbox.memoryMb = request?.memoryMb ?? PREWARMED_SANDBOX_MB;
    this.made.push(sandbox);
    if (this.#random.chance(0.2)) this.#clock.after(this.#random.below(5_000), () => sandbox.die());
    return sandbox;
  }

  /** Memory of everything that is not gone yet, in MB. */
  get heldMb(): number {
    return this.made.reduce((sumMb, { gone, memoryMb }) => sumMb + (gone ? 0 : memoryMb), 0);
  }
}
