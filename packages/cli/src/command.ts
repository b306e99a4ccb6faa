/** What a command is given. */
export interface CommandContext {
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Aborts when the person at the keyboard, or the system, wants the command to end. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

/** One command of `skein`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  run(context: CommandContext): Promise<number>;
}
