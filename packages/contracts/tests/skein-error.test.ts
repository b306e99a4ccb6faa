import { expect, test } from 'vitest';
import { SkeinError } from '../src/index.ts';

test('quick 429s: a refusal takes no stack trace, which would be most of its cost; every other error has one', () => {
  const limit = Error.stackTraceLimit;
  expect(new SkeinError('no_capacity', { neededMb: 1, budgetMb: 2 }).stack).not.toContain(' at ');
  expect(new SkeinError('sandbox_failed', { functionName: 'f', reason: 'none' }).stack).toContain(' at ');
  expect(new SkeinError('function_not_found', { functionName: 'f' }).stack).toContain(' at ');
  expect(Error.stackTraceLimit).toBe(limit);
});
