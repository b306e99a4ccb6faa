import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$0" && echo mounted && exec sleep infinity';
const BALLAST = 'ballast';

/** Why no disk can be mounted here, or false. */
export const smallDiskMissing = process.getuid?.() === 0 ? false : 'only root may mount a disk';

/** A small file system of its own, which only the programs that are started on it see, and which is gone with this object. */
export class SmallDisk implements AsyncDisposable {
  /** The data folder, as programs on the disk see it. */
  readonly dataDir: string;
  readonly #holder: ChildProcess;

  private constructor(dataDir: string, holder: ChildProcess) {
    this.dataDir = dataDir;
    this.#holder = holder;
  }

  static async mount(sizeMb: number): Promise<SmallDisk> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-small-disk-'));
    const holder = spawn('unshare', ['-m', 'sh', '-c', MOUNT, dataDir, `${sizeMb}m`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    return new SmallDisk(dataDir, holder);
  }

  /** What is put before a program so that it sees the disk. */
  get command(): readonly string[] {
    return ['nsenter', '-t', String(this.#holder.pid), '-m'];
  }

  /** Leaves so many bytes, at most one page more. */
  async fillUpTo(freeBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#outside());
    await using ballast = await open(path.join(this.#outside(), BALLAST), 'a');
    await ballast.appendFile(Buffer.alloc(Math.max(0, bavail * bsize - freeBytes))).catch((error: unknown) => {
      // The server has taken room meanwhile, and the disk is full all the same.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    });
  }

  /** Makes room again. */
  async clear(): Promise<void> {
    await rm(path.join(this.#outside(), BALLAST), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#holder.kill('SIGKILL');
    await once(this.#holder, 'exit');
    await rmdir(this.dataDir);
  }

  /** The data folder, as programs see it that are not on the disk. */
  #outside(): string {
    return `/proc/${this.#holder.pid}/root${this.dataDir}`;
  }
}
