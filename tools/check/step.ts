import { spawn } from 'node:child_process';
import path from 'node:path';

export interface StepResult {
  readonly ok: boolean;
  /** Shown when the step has failed. */
  readonly output: string;
}

/** One part of the check. */
export interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

/** The folder of the repository. */
export const ROOT: string = path.resolve(import.meta.dirname, '../..');

/** A step that runs a program of this repository's dependencies and passes when it exits with 0. */
export function programStep(name: string, program: string, ...programArguments: string[]): Step {
  return { name, run: () => runProgram(path.join(ROOT, 'node_modules/.bin', program), programArguments) };
}

function runProgram(program: string, programArguments: readonly string[]): Promise<StepResult> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** A step made of a function that lists what is wrong. */
export function findingsStep(name: string, find: () => Promise<readonly string[]>): Step {
  return {
    name,
    async run() {
      const findings = await find();
      return { ok: findings.length === 0, output: findings.join('\n') };
    },
  };
}
