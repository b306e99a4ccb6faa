import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' };

/** The program, found or set up before the tests began; undefined when there is none. */
export const AWS_PROGRAM = process.env['SKEIN_TEST_AWS'];

export interface CliAnswer {
  /** What the command line printed. */
  readonly told: Record<string, unknown>;
  /** The function's answer. */
  readonly payload: unknown;
  readonly log: string;
}

/** The real `aws lambda`, pointed at a server. */
export class AwsLambda implements AsyncDisposable {
  readonly #url: string;
  readonly #folder: string;

  private constructor(url: string, folder: string) {
    this.#url = url;
    this.#folder = folder;
  }

  static async open(url: string): Promise<AwsLambda> {
    return new AwsLambda(url, await mkdtemp(path.join(tmpdir(), 'skein-aws-cli-')));
  }

  /** Runs `aws lambda ...`; its output as JSON. Rejects with what it wrote to standard error. */
  async run(...words: readonly string[]): Promise<Record<string, unknown>> {
    const { stdout } = await promisify(execFile)(
      AWS_PROGRAM ?? 'aws',
      ['--endpoint-url', this.#url, 'lambda', ...words, '--output', 'json'],
      {
        env: { ...process.env, ...CREDENTIALS },
      },
    );
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  }

  /** Writes a file that a command can name as `fileb://...`. */
  async file(name: string, content: Buffer | string): Promise<string> {
    const file = path.join(this.#folder, name);
    await writeFile(file, content);
    return `fileb://${file}`;
  }

  /** Invokes with `--log-type Tail`, whichever version of the command line it is. */
  async invoke(functionName: string, event: unknown): Promise<CliAnswer> {
    const output = path.join(this.#folder, 'answer.json');
    // As a file the payload is bytes to both versions of the command line.
    const payload = await this.file('event.json', JSON.stringify(event));
    const told = await this.run('invoke', '--function-name', functionName, '--log-type', 'Tail', '--payload', payload, output);
    const log = Buffer.from(String(told['LogResult']), 'base64').toString();
    return { told, payload: JSON.parse(await readFile(output, 'utf8')) as unknown, log };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
