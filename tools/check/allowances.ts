import type { RepositoryFile } from '../lib/repository.ts';
import type { Finding } from './check.ts';

/**
 * The comment that allows what a rule forbids, on the line itself or the one above: `check-allow <rule> -- <reason>`. The reason is the price.
 */
const ALLOWANCE = /(?:\/\/|#) check-allow ([a-z-]+)( -- \S.{9,})?/;

interface Allowance {
  readonly path: string;
  readonly line: number;
  readonly reasoned: boolean;
}

/** Takes out what comments allow, and adds what is wrong with these comments: no reason, or nothing there to allow. */
export function applyAllowances(ruleName: string, findings: readonly Finding[], files: readonly RepositoryFile[]): readonly Finding[] {
  const allowances = files.flatMap((file) => findAllowances(ruleName, file));
  if (allowances.length === 0) return findings;
  const remaining = findings.filter((finding) => !allowances.some((allowance) => covers(allowance, finding)));
  return [...remaining, ...allowances.flatMap((allowance) => examineAllowance(allowance, findings))];
}

function findAllowances(ruleName: string, file: RepositoryFile): readonly Allowance[] {
  if (!file.text.includes(`check-allow ${ruleName}`)) return [];
  return file.text.split('\n').flatMap((text, index) => {
    const match = ALLOWANCE.exec(text);
    return match?.[1] === ruleName ? [{ path: file.path, line: index + 1, reasoned: match[2] !== undefined }] : [];
  });
}

function covers(allowance: Allowance, finding: Finding): boolean {
  return finding.path === allowance.path && (finding.line === allowance.line || finding.line === allowance.line + 1);
}

function examineAllowance(allowance: Allowance, findings: readonly Finding[]): readonly Finding[] {
  const { path, line } = allowance;
  if (!findings.some((finding) => covers(allowance, finding))) return [{ path, line, message: 'this check-allow comment allows nothing' }];
  return allowance.reasoned ? [] : [{ path, line, message: 'a check-allow comment needs a reason: `-- why it is right here`' }];
}
