/** What the pool needs to know of a sandbox to keep it idle. */
export interface Idle {
  readonly revisionId: string;
  readonly memoryMb: number;
}

interface Entry<T> {
  readonly sandbox: T;
  readonly sinceMs: number;
}

/**
 * The idle sandboxes of all revisions, in the order in which they became idle. Of one revision the last used is taken first,
 * so that the others can grow old; of all, the least recently used is evicted first.
 */
export class IdleSandboxes<T extends Idle> {
  readonly #byRevision = new Map<string, Entry<T>[]>();
  /** In order of becoming idle: a Set keeps insertion order. */
  readonly #byAge = new Set<Entry<T>>();

  get size(): number {
    return this.#byAge.size;
  }

  put(sandbox: T, nowMs: number): void {
    const entry = { sandbox, sinceMs: nowMs };
    this.#byAge.add(entry);
    const stack = this.#byRevision.get(sandbox.revisionId);
    if (stack === undefined) this.#byRevision.set(sandbox.revisionId, [entry]);
    else stack.push(entry);
  }

  take(revisionId: string): T | undefined {
    const entry = this.#byRevision.get(revisionId)?.pop();
    if (entry === undefined) return undefined;
    this.#byAge.delete(entry);
    return entry.sandbox;
  }

  takeLeastRecentlyUsed(): T | undefined {
    const [entry] = this.#byAge;
    if (entry === undefined) return undefined;
    this.remove(entry.sandbox);
    return entry.sandbox;
  }

  takeAll(revisionId: string): T[] {
    const entries = this.#byRevision.get(revisionId) ?? [];
    this.#byRevision.delete(revisionId);
    for (const entry of entries) this.#byAge.delete(entry);
    return entries.map((entry) => entry.sandbox);
  }

  /** Takes out every sandbox that has been idle since before the given time. */
  takeIdleSince(beforeMs: number): T[] {
    const old: T[] = [];
    for (const entry of this.#byAge) {
      if (entry.sinceMs >= beforeMs) break;
      old.push(entry.sandbox);
    }
    for (const sandbox of old) this.remove(sandbox);
    return old;
  }

  remove(sandbox: T): boolean {
    const stack = this.#byRevision.get(sandbox.revisionId);
    const index = stack?.findIndex((entry) => entry.sandbox === sandbox) ?? -1;
    const [entry] = index < 0 ? [] : (stack?.splice(index, 1) ?? []);
    if (entry === undefined) return false;
    this.#byAge.delete(entry);
    if (stack?.length === 0) this.#byRevision.delete(sandbox.revisionId);
    return true;
  }

  /** Memory promised to idle sandboxes, in MB: what eviction could free. */
  memoryMb(): number {
    let sumMb = 0;
    for (const entry of this.#byAge) sumMb += entry.sandbox.memoryMb;
    return sumMb;
  }
}
