import type { Interpreter } from '../interpreters/interpreter.ts';
import type { RuntimeFiles } from './driver-options.ts';

/** The descriptors a runtime finds its pipes on; `spawn.py` puts them there. */
const COMMAND_DESCRIPTOR = 1022;
const OUTCOME_DESCRIPTOR = 1023;

/** The command line of a runtime. `file` is its bootstrap file as the sandbox sees it. */
export function runtimeArguments(runtimes: RuntimeFiles, file: string, interpreter: Interpreter): string[] {
  const { flags } = runtimes.commands[interpreter.family];
  return [interpreter.executablePath, ...flags, file, String(COMMAND_DESCRIPTOR), String(OUTCOME_DESCRIPTOR)];
}
