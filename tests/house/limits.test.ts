import * as contracts from '@skein/contracts';
import { expect, test } from 'vitest';
import { readRepository } from '../../tools/lib/repository.ts';
import { citedLimits } from '../support/cited-limits.ts';

const DECLARED = /^export const ([A-Z0-9_]+)/gm;

test('each limit in contracts/limits.ts has a test at the limit and one past it, whose title begins with its name', async () => {
  const files = await readRepository();
  const declared = files.find(({ path }) => path === 'packages/contracts/src/limits.ts')?.text ?? '';
  const limits = [...declared.matchAll(DECLARED)].map(([, name = '']) => name);
  expect(limits.length).toBeGreaterThan(70);
  const cited = new Set(files.filter(({ path }) => path.endsWith('.test.ts')).flatMap(({ text }) => citedLimits(text)));
  expect(limits.filter((name) => !cited.has(name))).toEqual([]);
  // A title that cites what is no limit any more says something that is not so.
  const looksLikeOne = /^[A-Z]{2}.*_(MAX|MIN|MS|MB|BYTES)(_|$)/;
  expect([...cited].filter((name) => looksLikeOne.test(name) && !(name in contracts))).toEqual([]);
});

test('a title cites a limit by beginning with its name; being named elsewhere is not enough', () => {
  expect(citedLimits("test('A_MAX, B_MAX: at the limit', () => expect(C_MAX).toBe(1)); it(`D_MAX: x`); ['E_MAX: y', at]")).toEqual([
    'A_MAX',
    'B_MAX',
    'D_MAX',
    'E_MAX',
  ]);
  expect(citedLimits("// F_MAX: a comment\ntest('the limit G_MAX: holds')")).toEqual([]);
});
