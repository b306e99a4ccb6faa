import { defineConfig } from 'vitest/config';

/** Tests that start servers or sandboxes at length; left out by `npm run test:fast`. */
const SLOW = ['tests/e2e/**', 'tests/security/**', 'tests/install/**', 'tests/simulation/**'];

export default defineConfig({
  test: {
    include: ['packages/*/tests/**/*.test.ts', 'tools/tests/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(process.env['SKEIN_TEST_FAST'] === undefined ? [] : SLOW)],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
