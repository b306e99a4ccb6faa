import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../check/step.ts';

/** The AWS tools that tests drive the server with. */
export interface PythonTools {
  readonly python: string;
  readonly aws: string;
}

/** Those on PATH when they work, else an environment of the repository's own, made once. Undefined when neither can be had. */
export function ensurePythonTools(print: (line: string) => void): PythonTools | undefined {
  if (works('aws', ['--version']) && works('python3', ['-c', 'import boto3'])) return { python: 'python3', aws: 'aws' };
  const folder = path.join(ROOT, 'node_modules', '.cache', 'skein', 'python-tools');
  const tools = { python: path.join(folder, 'bin', 'python'), aws: path.join(folder, 'bin', 'aws') };
  if (works(tools.aws, ['--version'])) return tools;
  print('Installing the AWS tools for the tests ...');
  const made =
    works('python3', ['-m', 'venv', folder]) &&
    works(tools.python, ['-m', 'pip', 'install', '--quiet', '-r', path.join(ROOT, 'tests', 'python-requirements.txt')]);
  return made ? tools : undefined;
}

function works(program: string, programArguments: readonly string[]): boolean {
  return spawnSync(program, programArguments, { stdio: 'ignore' }).status === 0;
}
