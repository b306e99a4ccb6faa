import { buffer } from 'node:stream/consumers';
import { toSkeinError } from '@skein/contracts';
import { CommanderError } from 'commander';
import type { CommandContext } from './command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { renderJson } from './output/json.ts';
import { screenOf } from './output/screen.ts';
import { makeProgram } from './program.ts';
import { onStopSignal } from './stop-signals.ts';

/** Runs the command that the words name; the exit code says how it went. */
async function main(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.ok;
  const program = makeProgram(
    makeContext(async (work) => {
      exitCode = await work();
    }),
  );
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    return reportError(thrown, words.includes('--json'));
  }
}

function makeContext(run: CommandContext['run']): CommandContext {
  const stop = new AbortController();
  onStopSignal(() => stop.abort());
  return {
    environment: process.env,
    signal: stop.signal,
    print: (text) => console.log(text),
    remark: (text) => console.error(text),
    readInput: () => buffer(process.stdin),
    screen: screenOf(process.stdout),
    run,
  };
}

function reportError(thrown: unknown, asJson: boolean): ExitCode {
  const { code, message, kind } = toSkeinError(thrown);
  console.error(asJson ? renderJson({ error: { code, message, remedy: kind.remedy } }) : `${message}\n${kind.remedy}`);
  if (code === 'usage') return EXIT_CODES.usage;
  return code === 'unreachable' ? EXIT_CODES.unreachable : EXIT_CODES.failed;
}

process.exitCode = await main(process.argv.slice(2));
