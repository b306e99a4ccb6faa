import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ESCAPE_ATTEMPTS } from '@skein/sandbox';
import { describe, expect, test } from 'vitest';

/** Every interpreter of the machine is tried. */
const TIMEOUT = { timeout: 120_000 };
const SKEIN = fileURLToPath(new URL('../../packages/cli/bin/skein.mjs', import.meta.url));

async function doctor(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SKEIN, 'doctor', ...words]);
  return stdout;
}

describe('the table of what the `process` driver does *not* stop is printed by `doctor`', () => {
  const open = ESCAPE_ATTEMPTS.filter(({ underProcess }) => underProcess !== 'never');

  test('for people, a line for each attempt', TIMEOUT, async () => {
    const output = await doctor();
    const [, table = ''] = output.split('process does not stop a function that tries to\n');
    const lines = table.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines.slice(1, open.length + 1)).toEqual(open.map(({ area, attempt, underProcess }) => [area, attempt, underProcess]));
    expect(output).not.toContain('bubblewrap does not stop');
  });

  test('for programs', TIMEOUT, async () => {
    const probes = JSON.parse(await doctor('--json')) as { driver: string; doesNotStop: unknown[] }[];
    const byDriver = Object.fromEntries(probes.map(({ driver, doesNotStop }) => [driver, doesNotStop]));
    expect(byDriver['process']).toEqual(open.map(({ area, attempt, underProcess }) => ({ area, attempt, when: underProcess })));
    expect(byDriver['bubblewrap']).toEqual([]);
  });
});
