import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Interpreter } from '../../interpreters/interpreter.ts';
import type { DriverLogger } from '../driver-options.ts';

const DEADLINE_MS = 30_000;

/**
 * Compiles a program to where it is told and the packages beside it to where Python looks for them, and says in each that its source
 * lies where the sandbox sees it.
 */
const COMPILE = `
import os, py_compile, sys
source, target, inside = sys.argv[1:]
os.umask(0o022)
py_compile.compile(source, cfile=target, dfile=inside, doraise=True)
top = os.path.dirname(source)
for folder, _, files in os.walk(top):
    for name in files if folder != top else ():
        if name.endswith(".py"):
            path = os.path.join(folder, name)
            py_compile.compile(path, dfile=os.path.join(os.path.dirname(inside), os.path.relpath(path, top)), doraise=True)
`;

/**
 * Python compiles the file it is started with anew every time, which takes milliseconds of every cold start. So each Python that is
 * used compiles the staged runtime once, beside the first start, and later ones run the result. Each version has a format of its own.
 */
export class CompiledRuntimes {
  readonly #stagedDir: string;
  readonly #dirInside: string;
  readonly #logger: DriverLogger;
  readonly #ready = new Map<string, string>();
  readonly #begun = new Map<string, Promise<void>>();

  constructor(stagedDir: string, dirInside: string, logger: DriverLogger) {
    this.#stagedDir = stagedDir;
    this.#dirInside = dirInside;
    this.#logger = logger;
  }

  /** The file to start an interpreter with in place of the given one; the compiled one from the second time on. */
  fileFor(interpreter: Interpreter, file: string): string {
    if (interpreter.family !== 'python') return file;
    const { executablePath } = interpreter;
    if (!this.#begun.has(executablePath)) this.#begun.set(executablePath, this.#compile(interpreter, file));
    return this.#ready.get(executablePath) ?? file;
  }

  /** Resolves when no compiler runs any more, so that the staged folder can be removed. */
  async settled(): Promise<void> {
    await Promise.all(this.#begun.values());
  }

  async #compile({ executablePath, fullVersion }: Interpreter, file: string): Promise<void> {
    const compiled = `${file.replace(/\.py$/, '')}-${fullVersion}-${this.#begun.size}.pyc`;
    const target = path.join(this.#stagedDir, compiled);
    const paths = [path.join(this.#stagedDir, file), target, path.join(this.#dirInside, file)];
    try {
      await promisify(execFile)(executablePath, ['-I', '-S', '-c', COMPILE, ...paths], { env: {}, timeout: DEADLINE_MS });
      await chmod(target, 0o644);
      this.#ready.set(executablePath, compiled);
    } catch (error) {
      this.#logger.warn({ error, executablePath }, 'the Python runtime could not be compiled; cold starts take a little longer');
    }
  }
}
