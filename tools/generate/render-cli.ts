import type { CommandDescription } from '@skein/cli';
import { generatedFrom, renderTable } from './markdown.ts';

/** Every command of `skein` with its arguments and options, as its own help has them. */
export async function renderCli(): Promise<string> {
  // Loaded only when it is asked for: it brings every command along.
  const { describeCommands } = await import('@skein/cli');
  const introduction = [
    '# The command `skein`',
    '',
    generatedFrom('packages/cli/src/commands'),
    '',
    'In a clone of the repository: `npm run skein -- COMMAND`. Exit codes: 0 done, 1 refused or failed, 2 wrong command line, 3 the function itself',
    'failed, 4 no server answers.',
  ];
  return [...introduction, ...describeCommands().flatMap(renderCommand), ''].join('\n');
}

function renderCommand({ name, description, inputs }: CommandDescription): readonly string[] {
  const title = ['', `## skein ${name}`, '', `${description.slice(0, 1).toUpperCase()}${description.slice(1)}.`];
  if (inputs.length === 0) return title;
  const rows = inputs.map((input) => [`\`${input.name}\``, input.description]);
  return [...title, '', renderTable(['argument or option', 'meaning'], rows)];
}
