import type { RepositoryFile } from '../lib/repository.ts';
import { applyAllowances } from './allowances.ts';
import type { Finding, Rule } from './check.ts';
import { bannedWords } from './rules/banned-words.ts';
import { boundaries } from './rules/boundaries.ts';
import { decisions } from './rules/decisions.ts';
import { disables } from './rules/disables.ts';
import { documentLines } from './rules/document-lines.ts';
import { documentPaths } from './rules/document-paths.ts';
import { environment } from './rules/environment.ts';
import { leftovers } from './rules/leftovers.ts';
import { lockFile } from './rules/lock-file.ts';
import { mergeMarkers } from './rules/merge-markers.ts';
import { plainErrors } from './rules/plain-errors.ts';
import { python } from './rules/python.ts';
import { pythonFunctions } from './rules/python-functions.ts';
import { recursiveDeletes } from './rules/recursive-deletes.ts';
import { shells } from './rules/shells.ts';
import { sizes } from './rules/sizes.ts';

/** Every own rule. To add one: a file below `rules/`, a line here, and a test that plants a violation. */
export const RULES: readonly Rule[] = [
  bannedWords,
  boundaries,
  decisions,
  disables,
  documentLines,
  documentPaths,
  environment,
  leftovers,
  lockFile,
  mergeMarkers,
  plainErrors,
  python,
  pythonFunctions,
  recursiveDeletes,
  shells,
  sizes,
];

/** What a rule finds, less what comments in the files allow with a reason. */
export function examine(rule: Rule, files: readonly RepositoryFile[]): readonly Finding[] {
  return applyAllowances(rule.name, rule.examine(files), files);
}
