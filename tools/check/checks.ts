import { readRepository } from '../lib/repository.ts';
import type { RepositoryFile } from '../lib/repository.ts';
import { applyAllowances } from './allowances.ts';
import { formatFinding } from './check.ts';
import type { Check, Finding, Rule } from './check.ts';
import { PROGRAM_CHECKS } from './programs.ts';
import { boundaries } from './rules/boundaries.ts';

/** Every own check. To add one: a file below `rules/`, a line here, and a test that plants a violation. */
export const RULES: readonly Rule[] = [boundaries];

/** What a rule finds, less what comments in the files allow with a reason. */
export function examineWithAllowances(rule: Rule, files: readonly RepositoryFile[]): readonly Finding[] {
  return applyAllowances(rule.name, rule.examine(files), files);
}

/** Everything `npm run check` runs, the slowest first. */
export async function listChecks(): Promise<readonly Check[]> {
  const files = await readRepository();
  return [...PROGRAM_CHECKS, ...RULES.map((rule) => ruleCheck(rule, files))];
}

function ruleCheck(rule: Rule, files: readonly RepositoryFile[]): Check {
  return {
    name: rule.name,
    run() {
      const findings = examineWithAllowances(rule, files);
      return Promise.resolve({ ok: findings.length === 0, output: findings.map(formatFinding).join('\n') });
    },
  };
}
