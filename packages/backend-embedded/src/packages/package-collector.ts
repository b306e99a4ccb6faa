import type { Clock, FunctionReader } from '@skein/ports';
import type { EmbeddedPackageStore } from './package-store.ts';

export interface PackageCollectorOptions {
  readonly functions: FunctionReader;
  readonly packages: EmbeddedPackageStore;
  readonly clock: Clock;
  /** Time a package must have been unreferenced, and not put again, before it is deleted. In ms. */
  readonly graceMs: number;
}

/**
 * Deletes packages that no revision refers to. The grace covers both ends of a package's life: a request that has stored it but
 * not yet its revision, and one that has resolved a revision just before it was replaced and is about to read its package.
 */
export class PackageCollector {
  readonly #options: PackageCollectorOptions;
  /** When each package was first seen without a reference, in ms since the epoch; forgotten at a restart, which only delays. */
  #unreferencedSince: ReadonlyMap<string, number> = new Map();

  readonly #keepers: (() => Iterable<string>)[] = [];

  constructor(options: PackageCollectorOptions) {
    this.#options = options;
  }

  /** Spares the packages with these digests, too; asked at each collection. */
  keep(digests: () => Iterable<string>): void {
    this.#keepers.push(digests);
  }

  /** Deletes what has been unreferenced for the grace; call it after changes and from time to time. Returns the deleted digests. */
  async collect(): Promise<readonly string[]> {
    const { functions, packages, clock, graceMs } = this.#options;
    const stored = await packages.list();
    // Read after the list: a package that was stored and referenced in between must not look unreferenced.
    const referenced = await functions.referencedPackages();
    const nowMs = clock.nowMs();
    const kept = new Set(this.#keepers.flatMap((digests) => [...digests()]));
    const unreferenced = stored.filter((digest) => !referenced.has(digest) && !kept.has(digest));
    const since = new Map(unreferenced.map((digest) => [digest, this.#unreferencedSince.get(digest) ?? nowMs]));
    this.#unreferencedSince = since;
    const expired = [...since].flatMap(([digest, sinceMs]) => (sinceMs <= nowMs - graceMs ? [digest] : []));
    return expired.filter((digest) => packages.deleteIfPutBefore(digest, nowMs - graceMs));
  }
}
