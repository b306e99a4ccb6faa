import { ESCAPE_ATTEMPTS } from '@skein/sandbox';
import { generatedFrom, renderTable } from './markdown.ts';

/** What hostile functions try, and how far each kind of driver lets them come. */
export function renderIsolation(): Promise<string> {
  const introduction = [
    '# What a hostile function can do',
    '',
    generatedFrom('packages/sandbox/src/probe/isolation-table.ts'),
    '',
    'Each attempt is a test of the escape suite, which carries it out under every driver. What is promised, and how: `docs/internals/isolation.md`.',
    "'As root' means a server that runs as root; 'without control groups', one that cannot make any.",
  ];
  const rows = ESCAPE_ATTEMPTS.map(({ area, attempt, underProcess }) => [area, attempt, 'fails', outcomeUnderProcess(underProcess)]);
  const table = renderTable(['area', 'attempt', 'bubblewrap', 'process'], rows);
  return Promise.resolve([...introduction, '', table, ''].join('\n'));
}

function outcomeUnderProcess(condition: string): string {
  return condition === 'never' ? 'fails' : `succeeds ${condition}`;
}
