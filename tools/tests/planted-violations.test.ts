import { describe, expect, test } from 'vitest';
import { RULES, examine } from '../check/rules.ts';
import { plantFiles } from './support/planted-files.ts';
import { PLANTED } from './support/planted-violations.data.ts';

describe('each own check has a test that plants a violation', () => {
  for (const { rule, title, files, finds } of PLANTED) {
    test(`${rule} finds ${title}`, () => {
      const found = examineByName(rule, files).map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));
      expect(found).toEqual(finds);
    });
  }

  test.each(RULES)('$name is tested with a tree that it passes and one that it does not', ({ name }) => {
    const trees = PLANTED.filter(({ rule }) => rule === name);
    expect(trees.map(({ finds }) => finds.length > 0)).toEqual(expect.arrayContaining([true, false]));
  });
});

describe('a comment that allows what a rule forbids', () => {
  const allow = allowing('plain-errors');

  test('works with a reason, on the line above and on the line itself', () => {
    const text = `${allow} -- Nobody can catch it here.\nthrow new Error();\nthrow new Error(); ${allow} -- Nobody can catch it here.`;
    expect(examineByName('plain-errors', { 'packages/a/src/b.ts': text })).toEqual([]);
  });

  test('is itself a finding without a reason', () => {
    const findings = examineByName('plain-errors', { 'packages/a/src/b.ts': `${allow}\nthrow new Error();` });
    expect(findings).toMatchObject([{ line: 1, message: expect.stringContaining('needs a reason') }]);
  });

  test('is itself a finding where there is nothing to allow', () => {
    const findings = examineByName('plain-errors', { 'packages/a/src/b.ts': `${allow} -- Nobody can catch it here.\nreturn;` });
    expect(findings).toMatchObject([{ line: 1, message: expect.stringContaining('allows nothing') }]);
  });

  test('does not allow what other rules forbid', () => {
    const files = { 'packages/a/src/b.ts': `${allowing('shells')} -- This is another rule.\nthrow new Error();` };
    expect(examineByName('plain-errors', files)).toHaveLength(1);
  });
});

/** Put together here, so that the rules do not take this file's text for their comments. */
function allowing(rule: string): string {
  return ['//', 'check-allow', rule].join(' ');
}

function examineByName(name: string, texts: Readonly<Record<string, string>>): ReturnType<typeof examine> {
  const rule = RULES.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new Error(`there is no rule ${name}`);
  return examine(rule, plantFiles(texts));
}
