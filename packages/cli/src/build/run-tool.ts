import { spawn } from 'node:child_process';
import { SkeinError } from '@skein/contracts';

/** The last lines of a tool's output are shown when it fails. */
const SHOWN_LINES = 20;
const KEPT_CHARACTERS = 64 * 1024;

export interface ToolRun {
  readonly program: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Told of each line the tool writes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a tool such as pip without a shell. Throws `build_failed` with the end of its output when it fails or is not there. */
export async function runTool({ program, words, cwd, signal, onLine = () => {} }: ToolRun): Promise<void> {
  const child = spawn(program, words, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    const line = output.trimEnd().split('\n').at(-1);
    if (line !== undefined) onLine(line);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const command = `${program} ${words.join(' ')}`;
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string): void => reject(new SkeinError('build_failed', { reason: `${command}\n${reason}` }));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => (code === 0 ? resolve() : fail(output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'))));
  });
}
