import { describe, expect, test } from 'vitest';
import { ERROR_KINDS } from '@skein/contracts';
import { findStaleDocuments } from '../check/generated.ts';
import { listDocumentedConstants } from '../generate/documented-constants.ts';
import type { Generator } from '../generate/generators.ts';
import { renderTable } from '../generate/markdown.ts';
import { renderCli } from '../generate/render-cli.ts';
import { renderErrors } from '../generate/render-errors.ts';
import { renderLimits } from '../generate/render-limits.ts';
import { plantFiles } from './support/planted-files.ts';

const GENERATOR: Generator = { name: 'a', outputPath: 'docs/reference/a.md', render: () => Promise.resolve('new text') };

describe('generated docs up to date', () => {
  test('a document that says something else is found', async () => {
    const findings = await findStaleDocuments(plantFiles({ 'docs/reference/a.md': 'old text' }), [GENERATOR]);
    expect(findings).toMatchObject([{ path: 'docs/reference/a.md', message: expect.stringContaining('out of date') }]);
  });

  test('a document that is missing is found', async () => {
    const findings = await findStaleDocuments([], [GENERATOR]);
    expect(findings).toMatchObject([{ path: 'docs/reference/a.md', message: expect.stringContaining('missing') }]);
  });

  test('a document that says the same passes', async () => {
    expect(await findStaleDocuments(plantFiles({ 'docs/reference/a.md': 'new text' }), [GENERATOR])).toEqual([]);
  });
});

describe('the reference of errors', () => {
  test('has a section for every kind of the catalogue', async () => {
    const text = await renderErrors();
    for (const [code, kind] of Object.entries(ERROR_KINDS)) {
      expect(text).toContain(`\n## ${code}\n\n${kind.message}\n\n${kind.remedy}\n`);
    }
  });
});

describe('the reference of commands', () => {
  test('has a section for a command, with an option and its default, and for a command inside another', async () => {
    const text = await renderCli();
    expect(text).toMatch(/^## skein invoke\n[^#]*^\| `-p, --payload <json>` \|.*\(default: `\{\}`\) \|$/m);
    expect(text).toContain('\n## skein events list\n');
  });
});

describe('the reference of limits', () => {
  test('has the value and the doc comment of a limit', async () => {
    expect(await renderLimits()).toMatch(/^\| `INVOKE_BODY_MAX_BYTES` \| 6291456 \| Largest request body/m);
  });

  test('takes the doc comment right above a constant, joined to one line, and no other comment', () => {
    const text =
      '/** One\n * two. */\nexport const A = 1;\n\n/** Of the file. */\n\nconst hidden = 1;\nexport const B = 2;\n// Not this.\nexport const C = 3;';
    expect(listDocumentedConstants('a.ts', text)).toEqual([
      { name: 'A', documentation: 'One two.' },
      { name: 'B', documentation: '' },
      { name: 'C', documentation: '' },
    ]);
  });
});

test('a table keeps its columns whatever its cells hold', () => {
  expect(renderTable(['a', 'b'], [['x | y', 'two\nlines']])).toBe('| a | b |\n|---|---|\n| x \\| y | two lines |');
});
