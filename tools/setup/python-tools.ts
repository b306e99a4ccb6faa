import { join } from 'node:path';
import { ROOT_DIR } from '../lib/root.ts';
import { runProgram } from '../lib/run-program.ts';

/** The AWS tools that the tests drive the server with. */
export interface PythonTools {
  /** A Python that can import boto3 and moto. */
  readonly python: string;
  readonly aws: string;
}

const ENVIRONMENT_DIR = join(ROOT_DIR, 'node_modules', '.cache', 'skein', 'python-tools');
const REQUIREMENTS_PATH = join(ROOT_DIR, 'tests', 'python-requirements.txt');

/**
 * The tools on PATH when they work, otherwise those of an environment of the repository's own, which is made when it is not there yet.
 * Undefined when neither can be had; what went wrong was printed then.
 */
export async function findPythonTools(print: (text: string) => void): Promise<PythonTools | undefined> {
  const onPath = { python: 'python3', aws: 'aws' };
  if (await work(onPath)) return onPath;
  const own = { python: join(ENVIRONMENT_DIR, 'bin', 'python'), aws: join(ENVIRONMENT_DIR, 'bin', 'aws') };
  if (await work(own)) return own;
  print('Installing boto3 and the aws command for the tests ...');
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', '--clear', ENVIRONMENT_DIR],
    [own.python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS_PATH],
  ];
  for (const [program, ...programArguments] of steps) {
    const { code, output } = await runProgram(program, programArguments);
    if (code !== 0) {
      print(`${output.trim()}\nThe AWS tools could not be installed. Tests that need them are skipped.`);
      return undefined;
    }
  }
  return own;
}

async function work(tools: PythonTools): Promise<boolean> {
  const results = await Promise.all([runProgram(tools.aws, ['--version']), runProgram(tools.python, ['-c', 'import boto3, moto.server'])]);
  return results.every(({ code }) => code === 0);
}
