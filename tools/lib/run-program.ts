import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT_DIR } from './root.ts';

export interface ProgramResult {
  /** Exit code; 127 when the program could not be started, 1 when a signal ended it. */
  readonly code: number;
  /** Standard output and standard error in the order in which they came. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Show the output while the program runs, instead of collecting it. */
  readonly inherit?: boolean;
}

/** Runs a program in the repository's folder, without a shell, and waits for its end. Never rejects. */
export async function runProgram(
  program: string,
  programArguments: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const child = spawn(program, programArguments, {
    cwd: ROOT_DIR,
    env: { ...process.env, ...options.environment },
    stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  try {
    await once(child, 'close');
  } catch (thrown) {
    return { code: 127, output: `${program}: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
  return { code: child.exitCode ?? 1, output: Buffer.concat(chunks).toString('utf8') };
}

/** Path of a program that npm installed for this repository. */
export function installedProgram(name: string): string {
  return join(ROOT_DIR, 'node_modules', '.bin', name);
}
