import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readSettings, startEmbedded } from '@skein/compose';

const BIN = fileURLToPath(new URL('../../bin/skein.mjs', import.meta.url));

export interface CommandResult {
  readonly exitCode: number | null;
  readonly output: string;
  readonly remarks: string;
}

/** A real server, and the `skein` command as a person has it, in a folder of its own. */
export class SkeinBench implements AsyncDisposable {
  readonly dir: string;
  readonly url: string;
  /** Environment variables of every command. */
  variables: Readonly<Record<string, string>> = {};
  readonly #stop: () => Promise<void>;

  private constructor(dir: string, url: string, stop: () => Promise<void>) {
    this.dir = dir;
    this.url = url;
    this.#stop = stop;
  }

  /** `settings` are settings of the server by their environment names. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<SkeinBench> {
    const dir = await mkdtemp(path.join(tmpdir(), 'skein-cli-'));
    const variables = { PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: path.join(dir, 'data'), DB_PATH: undefined, DRAIN_SECONDS: '0' };
    const server = await startEmbedded(readSettings({ ...process.env, ...variables, ...settings }));
    return new SkeinBench(dir, server.url, async () => {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    });
  }

  /** What the command finds in its environment. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, SKEIN_ENDPOINT: this.url, SKEIN_DATA: path.join(this.dir, 'data') };
  }

  async run(words: readonly string[], input = '', variables = this.variables): Promise<CommandResult> {
    const child = spawn(process.execPath, [BIN, ...words], { cwd: this.dir, env: { ...this.environment, ...variables } });
    child.stdin.end(input);
    const closed = new Promise<number | null>((resolve) => void child.once('close', resolve));
    const [output, remarks, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { exitCode, output, remarks };
  }

  /** Runs a command with --json; its output must be one JSON document. */
  async runJson(...words: readonly string[]): Promise<Record<string, unknown>> {
    const { output, remarks } = await this.run([...words, '--json']);
    if (output === '') throw new Error(`no output of ${words.join(' ')}: ${remarks}`);
    return JSON.parse(output) as Record<string, unknown>;
  }

  /** Events with a status, as the command line lists them. */
  async events(status: string): Promise<readonly { readonly id: string }[]> {
    return JSON.parse((await this.run(['events', 'list', '--status', status, '--json'])).output) as { id: string }[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
