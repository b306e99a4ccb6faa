import { expect, test } from 'vitest';
import { documentPaths } from '../../tools/check/rules/document-paths.ts';
import { readRepository } from '../../tools/lib/repository.ts';

test('every file that ARCHITECTURE.md names exists', async () => {
  const files = await readRepository();
  expect(files.map(({ path }) => path)).toContain('ARCHITECTURE.md');
  expect(documentPaths.examine(files).filter(({ path }) => path === 'ARCHITECTURE.md')).toEqual([]);
});
