import type { Argument, Command, Option } from 'commander';
import { makeProgram } from './program.ts';

/** One command of `skein`, in words. */
export interface CommandDescription {
  /** Such as `events list`. */
  readonly name: string;
  readonly description: string;
  /** Arguments first, as one writes them: `<name>` must be given, `[folder]` may be. */
  readonly inputs: readonly { readonly name: string; readonly description: string }[];
}

/** Every command with its arguments and options, as its own help has them. */
export function describeCommands(): readonly CommandDescription[] {
  const program = makeProgram({
    environment: {},
    signal: AbortSignal.abort(),
    print: () => undefined,
    remark: () => undefined,
    readInput: () => Promise.resolve(Buffer.alloc(0)),
    screen: undefined,
    run: () => Promise.resolve(),
  });
  return program.commands.flatMap((command) => describe(command, []));
}

function describe(command: Command, outerWords: readonly string[]): readonly CommandDescription[] {
  const words = [...outerWords, command.name()];
  if (command.commands.length > 0) return command.commands.flatMap((inner) => describe(inner, words));
  const inputs = [
    ...command.registeredArguments.map((argument) => ({ name: nameOf(argument), description: withDefault(argument) })),
    ...command.options.map((option) => ({ name: option.flags, description: withDefault(option) })),
  ];
  return [{ name: words.join(' '), description: command.description(), inputs }];
}

function nameOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function withDefault({ description, defaultValue }: Argument | Option): string {
  return typeof defaultValue === 'string' ? `${description} (default: \`${defaultValue}\`)` : description;
}
