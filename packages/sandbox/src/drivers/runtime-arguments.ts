import path from 'node:path';
import type { Interpreter } from '../interpreters/interpreter.ts';
import type { RuntimeFiles } from './driver-options.ts';

/** The descriptors a runtime finds its pipes on; `spawn.py` puts them there. */
const COMMAND_DESCRIPTOR = 1022;
const OUTCOME_DESCRIPTOR = 1023;

/** The command line of a runtime. `dirInside` is where the sandbox sees the runtimes' folder. */
export function runtimeArguments(runtimes: RuntimeFiles, dirInside: string, interpreter: Interpreter): string[] {
  const { flags, file } = runtimes.commands[interpreter.family];
  return [interpreter.executablePath, ...flags, path.join(dirInside, file), String(COMMAND_DESCRIPTOR), String(OUTCOME_DESCRIPTOR)];
}
