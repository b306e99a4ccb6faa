import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ESCAPE_ATTEMPTS } from '@skein/sandbox';
import { expect, test } from 'vitest';

const ROOT_DIR = path.join(import.meta.dirname, '../..');
const DOCUMENT = await readFile(path.join(ROOT_DIR, 'docs/internals/isolation.md'), 'utf8');

/** Names in italics behind the path of a test file, up to the next path or the end of the row. */
function citations(): (readonly [file: string, name: string])[] {
  const parts = DOCUMENT.matchAll(/`(tests\/[\w/.-]+\.test\.ts)`:((?: \*[^*\n]+\*,?(?: and)?)+)/g);
  return [...parts].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => [file, name] as const),
  );
}

test('docs/internals/isolation.md links each promise to named tests that exist', async () => {
  expect(citations().length).toBeGreaterThan(ESCAPE_ATTEMPTS.length);
  const attempts = new Set(ESCAPE_ATTEMPTS.map(({ attempt }) => attempt));
  for (const [file, name] of citations()) {
    const source = await readFile(path.join(ROOT_DIR, file), 'utf8');
    const exists = source.includes(name) || (source.includes('ESCAPE_ATTEMPTS.map(') && attempts.has(name));
    expect(exists, `${file}: ${name}`).toBe(true);
  }
});

test('docs/internals/isolation.md says something about each attempt of the escape suite, and in every row names a test', () => {
  const named = citations().map(([, name]) => name);
  expect(named).toEqual(expect.arrayContaining(ESCAPE_ATTEMPTS.map(({ attempt }) => attempt)));
  const [, promises = ''] = /^\| promise \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(DOCUMENT) ?? [];
  const rows = promises.trim().split('\n');
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toContain('.test.ts`');
});
