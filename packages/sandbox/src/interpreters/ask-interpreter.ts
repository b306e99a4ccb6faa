import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RuntimeFamily } from '@skein/contracts';

const DEADLINE_MS = 10_000;
const OUTPUT_MAX_BYTES = 64 * 1024;

/** What a program says about itself. */
export interface InterpreterAnswer {
  readonly executablePath: string;
  /** Folder it was installed to; what it needs lies below. */
  readonly prefix: string;
  readonly fullVersion: string;
}

const PYTHON_QUESTION = `
import json, os, sys
print(json.dumps({
  "executablePath": os.path.realpath(sys.executable),
  "prefix": os.path.realpath(sys.base_prefix),
  "fullVersion": "%d.%d.%d" % sys.version_info[:3],
  "implementation": sys.implementation.name,
}))`;

const NODE_QUESTION = `
const path = require('node:path'), fs = require('node:fs');
const executablePath = fs.realpathSync(process.execPath);
const prefix = path.dirname(path.dirname(executablePath));
console.log(JSON.stringify({ executablePath, prefix, fullVersion: process.versions.node, implementation: process.release.name }))`;

const QUESTIONS: Readonly<Record<RuntimeFamily, readonly string[]>> = {
  python: ['-I', '-S', '-c', PYTHON_QUESTION],
  node: ['-e', NODE_QUESTION],
};

const IMPLEMENTATIONS: Readonly<Record<RuntimeFamily, string>> = { python: 'cpython', node: 'node' };

/**
 * Runs a program and has it say what it is, which also resolves shims. Undefined when it is no working interpreter of the family.
 * The environment is clean but for what shims need to find their versions.
 */
export async function askInterpreter(family: RuntimeFamily, program: string, homeDir: string): Promise<InterpreterAnswer | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, [...QUESTIONS[family]], {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: homeDir },
      cwd: '/',
      timeout: DEADLINE_MS,
      maxBuffer: OUTPUT_MAX_BYTES,
    });
    return parseAnswer(family, stdout);
  } catch {
    return undefined;
  }
}

function parseAnswer(family: RuntimeFamily, text: string): InterpreterAnswer | undefined {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { executablePath, prefix, fullVersion, implementation } = answer as Record<string, unknown>;
  if (implementation !== IMPLEMENTATIONS[family]) return undefined;
  if (typeof executablePath !== 'string' || typeof prefix !== 'string' || typeof fullVersion !== 'string') return undefined;
  return { executablePath, prefix, fullVersion };
}
