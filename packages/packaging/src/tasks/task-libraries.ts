import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SkeinError } from '@skein/contracts';
import { LIBRARY_FOLDERS, PINNED_LIBRARIES } from './pinned-libraries.data.ts';

/** A Python that tasks run on. */
export interface TaskPython {
  /** `3.11`. */
  readonly version: string;
  readonly executablePath: string;
}

type Files = Readonly<Record<string, Buffer>>;

/** Time that installing, or compiling, may take, in ms. */
const DEADLINE_MS = 180_000;
const REQUIREMENTS_FILE = 'requirements.txt';
/** The last lines of pip's output say what went wrong. */
const SHOWN_LINES = 6;

/**
 * dill and cloudpickle in the data folder: installed when they are first needed, pinned to the byte, and compiled for each Python that
 * uses them, because compiling takes most of the time that a new sandbox would need to import them.
 */
export class TaskLibraries {
  readonly #dir: string;
  /** Programs with which pip is tried, in this order. */
  readonly #pipPythons: readonly string[];
  readonly #byVersion = new Map<string, Promise<Files>>();
  #installing: Promise<string> | undefined;

  constructor(dir: string, pipPythons: readonly string[]) {
    this.#dir = dir;
    this.#pipPythons = pipPythons;
  }

  /** Installs what is not there yet; the folder. Rejects with `task_libraries_missing`. */
  async install(): Promise<string> {
    this.#installing ??= this.#find();
    try {
      return await this.#installing;
    } catch (error) {
      this.#installing = undefined;
      throw error;
    }
  }

  /** The files that a package needs for this Python, by their paths in it. Rejects with `task_libraries_missing`. */
  async filesFor(python: TaskPython): Promise<Files> {
    const reading = this.#byVersion.get(python.version) ?? this.#read(python);
    this.#byVersion.set(python.version, reading);
    try {
      return await reading;
    } catch (error) {
      this.#byVersion.delete(python.version);
      throw error;
    }
  }

  async #find(): Promise<string> {
    const folder = path.join(this.#dir, createHash('sha256').update(PINNED_LIBRARIES).digest('hex').slice(0, 16));
    if (!(await exists(folder))) await this.#installTo(folder);
    return folder;
  }

  async #installTo(folder: string): Promise<void> {
    const unfinished = path.join(this.#dir, `unfinished-${randomUUID()}`);
    await mkdir(unfinished, { recursive: true });
    try {
      await writeFile(path.join(unfinished, REQUIREMENTS_FILE), PINNED_LIBRARIES);
      await this.#runPip(unfinished);
      // What is there under its final name is whole, also after a power cut.
      await flushAll(unfinished);
      await rename(unfinished, folder).catch(async (error: unknown) => {
        // Another process was faster, and what it has installed is the same.
        if (!(await exists(folder))) throw error;
      });
    } finally {
      // check-allow recursive-deletes -- this function made the folder above
      await rm(unfinished, { recursive: true, force: true });
    }
  }

  /** The libraries are Python alone, so that any Python can fetch them for all others. */
  async #runPip(folder: string): Promise<void> {
    const exactly = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--no-compile'];
    const quietly = ['--disable-pip-version-check', '--no-input', '--quiet', '--root-user-action', 'ignore'];
    const words = [
      '-m',
      'pip',
      'install',
      ...quietly,
      ...exactly,
      '--target',
      folder,
      '--requirement',
      path.join(folder, REQUIREMENTS_FILE),
    ];
    let reason = 'no Python was found to run pip with.';
    for (const program of this.#pipPythons) {
      try {
        await promisify(execFile)(program, words, { timeout: DEADLINE_MS });
        return;
      } catch (error) {
        reason = `${program} -m pip: ${lastLines(error)}`;
      }
    }
    throw new SkeinError('task_libraries_missing', { reason });
  }

  async #read(python: TaskPython): Promise<Files> {
    const folder = await this.install();
    await compileAll(folder, python);
    const ending = `.cpython-${python.version.replace('.', '')}.pyc`;
    const files: Record<string, Buffer> = {};
    for (const library of LIBRARY_FOLDERS) {
      const sources = (await readdir(path.join(folder, library)))
        .filter((name) => name.endsWith('.py'))
        .map((name) => `${library}/${name}`);
      const compiled = (await readdir(path.join(folder, library, '__pycache__'))).filter((name) => name.endsWith(ending));
      for (const file of [...sources, ...compiled.map((name) => `${library}/__pycache__/${name}`)])
        files[file] = await readFile(path.join(folder, file));
    }
    return files;
  }
}

/** What is compiled says that it belongs to its source, whatever the times of the files are. */
async function compileAll(folder: string, { executablePath }: TaskPython): Promise<void> {
  const dirs = LIBRARY_FOLDERS.map((library) => path.join(folder, library));
  const words = ['-I', '-S', '-m', 'compileall', '-q', '-l', '--invalidation-mode', 'unchecked-hash', ...dirs];
  try {
    await promisify(execFile)(executablePath, words, { timeout: DEADLINE_MS });
  } catch (error) {
    throw new SkeinError(
      'task_libraries_missing',
      { reason: `${executablePath} could not compile them: ${lastLines(error)}` },
      { cause: error },
    );
  }
}

async function flushAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    await using file = await open(path.join(entry.parentPath, entry.name), 'r');
    await file.sync();
  }
}

async function exists(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

function lastLines(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  const text = stderr === undefined || stderr.trim() === '' ? (message ?? String(error)) : stderr;
  return text.trim().split('\n').slice(-SHOWN_LINES).join('\n');
}
