import { toSkeinError } from '@skein/contracts';
import { COMMANDS } from './commands/registry.ts';

const USAGE_EXIT_CODE = 2;

/** Runs the command that the words name; the exit code says how it went. */
async function main([name, ...words]: readonly string[]): Promise<number> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    console.error(`Usage: skein <command>\n\n${COMMANDS.map((known) => `  ${known.name.padEnd(8)} ${known.summary}`).join('\n')}`);
    return USAGE_EXIT_CODE;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    return await command.run({ words, environment: process.env, signal: stop.signal, print: (text) => console.log(text) });
  } catch (thrown) {
    const error = toSkeinError(thrown);
    console.error(`${error.message}\n${error.kind.remedy}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
