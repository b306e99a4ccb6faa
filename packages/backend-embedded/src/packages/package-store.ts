import { statSync, unlinkSync, utimesSync } from 'node:fs';
import { access, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SkeinError } from '@skein/contracts';
import type { PackageReference } from '@skein/contracts';
import type { Clock, PackageStore } from '@skein/ports';
import { toStorageError } from '../database/storage-error.ts';
import { UNFINISHED_SUFFIX, makePrivateFolder, writeDurably } from '../files/durable-file.ts';
import { isMissing } from '../files/is-missing.ts';
import { packageDigest } from './package-digest.ts';

const DIGEST = /^[0-9a-f]{64}$/;
const PACKAGE_FILE = /^([0-9a-f]{64})\.zip$/;
const SHARD_FOLDER = /^[0-9a-f]{2}$/;
const SHARD_LENGTH = 2;

/**
 * Packages as files `<folder>/<first two digits>/<digest>.zip`. The time of a file is that of the last `put` of its bytes. One
 * process owns the folder; where a check and a change must not be torn apart, they are made without giving the turn away.
 */
export class EmbeddedPackageStore implements PackageStore {
  readonly #dir: string;
  readonly #clock: Clock;

  constructor(dir: string, clock: Clock) {
    this.#dir = dir;
    this.#clock = clock;
  }

  async put(zip: Buffer): Promise<PackageReference> {
    const digest = await packageDigest(zip);
    try {
      if (!this.#touch(digest)) {
        await makePrivateFolder(this.#shardDir(digest));
        await writeDurably(this.#path(digest), zip);
        this.#touch(digest);
      }
    } catch (error) {
      throw toStorageError(error);
    }
    return { digest, sizeBytes: zip.length };
  }

  async has(digest: string): Promise<boolean> {
    if (!DIGEST.test(digest)) return false;
    return access(this.#path(digest)).then(
      () => true,
      () => false,
    );
  }

  async read(digest: string): Promise<Buffer> {
    if (!DIGEST.test(digest)) throw new SkeinError('storage_failed', { reason: `there is no package ${JSON.stringify(digest)}` });
    const zip = await readFile(this.#path(digest)).catch((error: unknown) => {
      throw toStorageError(error);
    });
    if ((await packageDigest(zip)) !== digest)
      throw new SkeinError('storage_failed', { reason: `the file of the package ${digest} is damaged` });
    return zip;
  }

  async delete(digest: string): Promise<void> {
    if (DIGEST.test(digest)) await rm(this.#path(digest), { force: true });
  }

  /** Deletes a package unless its bytes were put after the time, in ms since the epoch. Says whether it did. */
  deleteIfPutBefore(digest: string, timeMs: number): boolean {
    const stats = statSync(this.#path(digest), { throwIfNoEntry: false });
    if (stats === undefined || stats.mtimeMs > timeMs) return false;
    unlinkSync(this.#path(digest));
    return true;
  }

  async list(): Promise<readonly string[]> {
    const names = await Promise.all((await this.#shards()).map((shardDir) => readdir(shardDir)));
    return names.flat().flatMap((name) => PACKAGE_FILE.exec(name)?.[1] ?? []);
  }

  /** Removes what a crash has left of packages that were being written. Only before the store is in use. */
  async removeUnfinished(): Promise<void> {
    for (const shardDir of await this.#shards()) {
      const unfinished = (await readdir(shardDir)).filter((name) => name.endsWith(UNFINISHED_SUFFIX));
      for (const name of unfinished) await rm(join(shardDir, name), { force: true });
    }
  }

  /** Says whether the package is there; if so, its time is now that of this call. */
  #touch(digest: string): boolean {
    const nowSeconds = this.#clock.nowMs() / 1000;
    try {
      utimesSync(this.#path(digest), nowSeconds, nowSeconds);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async #shards(): Promise<readonly string[]> {
    const names = await readdir(this.#dir);
    return names.filter((name) => SHARD_FOLDER.test(name)).map((name) => join(this.#dir, name));
  }

  #shardDir(digest: string): string {
    return join(this.#dir, digest.slice(0, SHARD_LENGTH));
  }

  #path(digest: string): string {
    return join(this.#shardDir(digest), `${digest}.zip`);
  }
}
