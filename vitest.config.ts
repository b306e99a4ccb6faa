import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/tests/**/*.test.ts', 'tools/tests/**/*.test.ts', 'tests/**/*.test.ts'],
    // Tests start real processes: each file has a process of its own, and only two run at once.
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['tests/support/long-properties.ts'],
    // For what hangs, not for what is slow: machines are shared.
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
