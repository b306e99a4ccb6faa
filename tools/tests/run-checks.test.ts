import { describe, expect, test } from 'vitest';
import type { Check } from '../check/check.ts';
import { runChecks } from '../check/run-checks.ts';

function plantCheck(name: string, ok: boolean): Check {
  return { name, run: () => Promise.resolve({ ok, output: `what ${name} says` }) };
}

async function run(checks: readonly Check[]): Promise<{ readonly failed: readonly string[]; readonly printed: string }> {
  const lines: string[] = [];
  const failed = await runChecks(checks, (text) => lines.push(text));
  return { failed, printed: lines.join('\n') };
}

describe('`npm run check` runs every check', () => {
  test('and prints a line for each, with the whole output only of those that failed', async () => {
    const { failed, printed } = await run([plantCheck('good', true), plantCheck('bad', false), plantCheck('better', true)]);
    expect(failed).toEqual(['bad']);
    expect(printed).toContain('what bad says');
    expect(printed).not.toContain('what good says');
    expect(printed).toMatch(/good .* s\n/);
    expect(printed).toMatch(/better .* s$/m);
  });

  test('though one of them breaks down, which is a failure', async () => {
    const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('no such program')) };
    const { failed, printed } = await run([broken, plantCheck('good', true)]);
    expect(failed).toEqual(['broken']);
    expect(printed).toContain('no such program');
    expect(printed).toContain('good');
  });
});
