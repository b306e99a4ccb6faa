import type { Cloud } from '../../clouds/cloud.ts';

/** An instance of a function in a simulated cloud. */
export interface SimulatedInstance {
  readonly id: string;
  /** On the monotonic clock, in ms. */
  readonly startedAtMs: number;
  /** When its last call ended, on the monotonic clock, in ms; undefined while it runs one. */
  idleSinceMs: number | undefined;
}

/** The instances of one deployed function: one call at a time each, kept for a while when idle. */
export class SimulatedInstances {
  readonly #kept: Pick<Cloud, 'keepAliveMs' | 'lifetimeMs'>;
  readonly #newId: () => string;
  #instances: SimulatedInstance[] = [];

  /** `newId`: names for instances, each only once. */
  constructor(newId: () => string, kept: Pick<Cloud, 'keepAliveMs' | 'lifetimeMs'>) {
    this.#newId = newId;
    this.#kept = kept;
  }

  get busyCount(): number {
    return this.#instances.filter(({ idleSinceMs }) => idleSinceMs === undefined).length;
  }

  /** The instance that was used last, if it was kept until now, or else a new one. */
  take(nowMs: number): { readonly instance: SimulatedInstance; readonly cold: boolean } {
    this.#instances = this.#instances.filter((instance) => this.#isKept(instance, nowMs));
    const idle = this.#instances.filter((each) => each.idleSinceMs !== undefined);
    const [newest] = idle.toSorted((left, right) => (right.idleSinceMs ?? 0) - (left.idleSinceMs ?? 0));
    const instance = newest ?? this.#start(nowMs);
    instance.idleSinceMs = undefined;
    return { instance, cold: newest === undefined };
  }

  release(instance: SimulatedInstance, nowMs: number): void {
    instance.idleSinceMs = nowMs;
  }

  #isKept({ idleSinceMs, startedAtMs }: SimulatedInstance, nowMs: number): boolean {
    const { keepAliveMs, lifetimeMs = Number.POSITIVE_INFINITY } = this.#kept;
    return idleSinceMs === undefined || (nowMs - idleSinceMs <= keepAliveMs && nowMs - startedAtMs <= lifetimeMs);
  }

  #start(nowMs: number): SimulatedInstance {
    const instance: SimulatedInstance = { id: this.#newId(), startedAtMs: nowMs, idleSinceMs: undefined };
    this.#instances.push(instance);
    return instance;
  }
}
