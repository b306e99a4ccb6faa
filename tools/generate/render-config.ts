import { generatedFrom, renderTable } from './markdown.ts';

/** Every environment variable of the server with its default and meaning. */
export async function renderConfig(): Promise<string> {
  // Loaded only when it is asked for: it brings the whole server along.
  const { VARIABLES } = await import('@skein/compose');
  const rows = VARIABLES.map(({ name, defaultText, meaning }) => [`\`${name}\``, defaultText, meaning]);
  const introduction = [
    '# Settings',
    '',
    generatedFrom('packages/compose/src/variables.ts'),
    '',
    'The server reads its settings from environment variables, and from nowhere else. A value that is not valid stops the start, with the reason.',
  ];
  return [...introduction, '', renderTable(['variable', 'default', 'meaning'], rows), ''].join('\n');
}
