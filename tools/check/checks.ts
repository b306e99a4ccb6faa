import { readRepository } from '../lib/repository.ts';
import { formatFinding } from './check.ts';
import type { Check, Finding } from './check.ts';
import { findStaleDocuments } from './generated.ts';
import { FAST_PROGRAM_CHECKS, SLOW_PROGRAM_CHECKS } from './programs.ts';
import { RULES, examine } from './rules.ts';

/** Everything `npm run check` runs, the slowest first; `fast` leaves out what takes seconds. */
export async function listChecks(options: { readonly fast: boolean }): Promise<readonly Check[]> {
  const files = await readRepository();
  return [
    ...(options.fast ? [] : SLOW_PROGRAM_CHECKS),
    ...FAST_PROGRAM_CHECKS,
    findingsCheck('generated', () => findStaleDocuments(files)),
    ...RULES.map((rule) => findingsCheck(rule.name, () => Promise.resolve(examine(rule, files)))),
  ];
}

function findingsCheck(name: string, find: () => Promise<readonly Finding[]>): Check {
  return {
    name,
    async run() {
      const findings = await find();
      return { ok: findings.length === 0, output: findings.map(formatFinding).join('\n') };
    },
  };
}
