import { SkeinError, matchesPattern } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callablePatterns, requireCallable } from '../src/app/functions/callable-functions.ts';

const principal = (...functions: readonly string[]): Principal => ({ id: 'key-1', kind: 'key', role: 'developer', functions });
const isAllowed = (owner: Principal, calls: string): boolean => {
  try {
    requireCallable(owner, { 'skein:calls': calls });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(SkeinError);
    return false;
  }
};

test('nobody lets a function of his call what he may not touch himself', () => {
  expect(callablePatterns({ 'skein:calls': ' a  b-*\t' })).toEqual(['a', 'b-*']);
  expect(isAllowed(principal('*'), 'anything *')).toBe(true);
  expect(isAllowed(principal('team-*'), 'team-a team-b-*')).toBe(true);
  for (const calls of ['*', 'team*', 'team-a other', '*team-']) expect(isAllowed(principal('team-*'), calls), calls).toBe(false);
});

test('a pattern that is allowed stands for no name that its owner may not touch', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 5 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 });
  fc.assert(
    fc.property(pattern, pattern, name, (owned, calls, called) => {
      fc.pre(isAllowed(principal(owned), calls) && matchesPattern(calls, called));
      expect(matchesPattern(owned, called)).toBe(true);
    }),
    { numRuns: 2_000, maxSkipsPerRun: 1_000 },
  );
});
