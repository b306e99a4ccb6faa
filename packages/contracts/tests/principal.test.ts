import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPEN_PRINCIPAL, hasRole, matchesPattern, mayTouch, requireAccess, requireAll, requireRole } from '../src/index.ts';
import type { Principal } from '../src/index.ts';

const principal: Principal = { id: 'K', kind: 'key', role: 'developer', functions: ['shop-*', 'mail'] };

describe('roles `admin`, `developer`, `invoker`, function-name patterns', () => {
  test.each([
    ['admin', ['admin', 'developer', 'invoker']],
    ['developer', ['developer', 'invoker']],
    ['invoker', ['invoker']],
  ] as const)('%s may do what %j may do', (role, included) => {
    for (const least of ['admin', 'developer', 'invoker'] as const) {
      expect(hasRole({ ...principal, role }, least)).toBe((included as readonly string[]).includes(least));
    }
    expect(() => requireRole({ ...principal, role: 'invoker' }, 'admin', 'ListKeys')).toThrow('Key K does not allow ListKeys.');
  });

  test('a name is allowed when one pattern is it', () => {
    expect(['shop-cart', 'shop-', 'mail'].every((name) => mayTouch(principal, name))).toBe(true);
    expect(['shop', 'mailer', 'my-shop-cart', ''].some((name) => mayTouch(principal, name))).toBe(false);
    expect(() => requireAccess(principal, 'mailer')).toThrow('Key K does not allow mailer.');
    expect(() => requireAll(principal, 'GetMetrics')).toThrow('Key K does not allow GetMetrics.');
    expect(mayTouch(OPEN_PRINCIPAL, 'anything')).toBe(true);
  });

  test('`*` stands for any characters or none, and nothing else is special', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (pattern, name) => {
        const parts = pattern.split('*').map((part) => part.replaceAll(/[.*-]/g, String.raw`\$&`));
        expect(matchesPattern(pattern, name)).toBe(pattern === name || new RegExp(`^${parts.join('.*')}$`, 's').test(name));
      }),
      { numRuns: 2_000 },
    );
  });
});
