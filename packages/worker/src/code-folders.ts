import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { removeUnfinished, unpackZip } from '@skein/packaging';
import type { PackageStore } from '@skein/ports';

/** Unpacked packages on this machine, one folder for each, made when they are first needed. */
export class CodeFolders {
  readonly #dir: string;
  readonly #packages: PackageStore;
  readonly #ready = new Map<string, Promise<string>>();
  readonly #removing = new Map<string, Promise<void>>();

  private constructor(dir: string, packages: PackageStore) {
    this.#dir = dir;
    this.#packages = packages;
  }

  /** Starts with an empty folder: unpacked code was not flushed and may be incomplete after a power cut. */
  static async open(dir: string, packages: PackageStore): Promise<CodeFolders> {
    await mkdir(dir, { recursive: true, mode: 0o711 });
    await removeUnfinished(dir);
    const names = await readdir(dir);
    // check-allow recursive-deletes -- the folder holds nothing but unpacked packages, which can be made again
    await Promise.all(names.map((name) => rm(path.join(dir, name), { recursive: true, force: true })));
    return new CodeFolders(dir, packages);
  }

  /** The folder with the package's files. Rejects with `storage_failed` or `invalid_package`. */
  ensure(digest: string): Promise<string> {
    const known = this.#ready.get(digest);
    if (known !== undefined) return known;
    const unpacking = this.#unpack(digest);
    this.#ready.set(digest, unpacking);
    unpacking.catch(() => this.#ready.delete(digest));
    return unpacking;
  }

  /** Removes the files of a package that nobody refers to any longer. Who needs them again waits, and gets them made anew. */
  async remove(digest: string): Promise<void> {
    this.#ready.delete(digest);
    // check-allow recursive-deletes -- a folder of this name is an unpacked package, which can be made again
    const removal = rm(path.join(this.#dir, digest), { recursive: true, force: true });
    this.#removing.set(digest, removal);
    try {
      await removal;
    } finally {
      if (this.#removing.get(digest) === removal) this.#removing.delete(digest);
    }
  }

  async #unpack(digest: string): Promise<string> {
    await this.#removing.get(digest);
    const folder = path.join(this.#dir, digest);
    await unpackZip(await this.#packages.read(digest), folder);
    return folder;
  }
}
