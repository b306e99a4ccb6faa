import type { RepositoryFile } from '../lib/repository.ts';

/** Something that must be put right, and where. */
export interface Finding {
  readonly path: string;
  /** From 1; undefined when it is about the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

/** An own check: a pure function over the files of the repository. */
export interface Rule {
  readonly name: string;
  examine(files: readonly RepositoryFile[]): readonly Finding[];
}

export interface CheckResult {
  readonly ok: boolean;
  /** Shown only when it is not ok. */
  readonly output: string;
}

/** One line of `npm run check`. */
export interface Check {
  readonly name: string;
  run(): Promise<CheckResult>;
}

/** A finding as one line, in the form that editors make clickable. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}${finding.line === undefined ? '' : `:${finding.line}`}: ${finding.message}`;
}
