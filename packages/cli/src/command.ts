import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Screen } from './output/screen.ts';

/** What every command is given. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv;
  /** Aborts when the person at the keyboard, or the system, wants the command to end. */
  readonly signal: AbortSignal;
  /** Writes a line for the caller: what the command was asked for. */
  readonly print: (text: string) => void;
  /** Writes a line beside it: progress and remarks, which a program that reads the output does not get. */
  readonly remark: (text: string) => void;
  /** The bytes on standard input, to its end. */
  readonly readInput: () => Promise<Buffer>;
  /** The terminal that `print` writes on, for pictures that change; undefined when it is none. */
  readonly screen: Screen | undefined;
  /** Runs a command to its end and keeps its exit code. */
  readonly run: (work: () => Promise<ExitCode>) => Promise<void>;
}

/** Adds one command of `skein` to the program. */
export type CommandModule = (program: Command, context: CommandContext) => void;
