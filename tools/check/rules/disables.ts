import { isPython, isSource } from '../../lib/kinds.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import { lineAt, parseSource } from '../../lib/source.ts';
import type { Finding, Rule } from '../check.ts';
import { findLines } from './find-lines.ts';

const DISABLE = /^\W*(oxlint|eslint)-disable|^\W*@ts-expect-error/;
const REASON = / -- \S.{9,}/s;
const FORBIDDEN = /^\W*@ts-(ignore|nocheck)/;
const PYTHON_DISABLE = /# (noqa|type: ignore|pylint: disable)(?!.* --? \S.{9,})/;

/** Whoever turns a check off says why, after ` -- `, for the next reader. */
export const disables: Rule = {
  name: 'disables',
  examine: (files) => [
    ...files.filter(isSource).flatMap(examineFile),
    ...findLines(files.filter(isPython), PYTHON_DISABLE, 'turns a check off without a reason after ` -- `'),
  ],
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  return parseSource(file).comments.flatMap((comment) => {
    const message = judgeComment(comment.value);
    return message === undefined ? [] : [{ path: file.path, line: lineAt(file.text, comment.start), message }];
  });
}

function judgeComment(text: string): string | undefined {
  if (FORBIDDEN.test(text)) return 'hides type errors: use @ts-expect-error with a reason';
  return DISABLE.test(text) && !REASON.test(text) ? 'turns a check off without a reason after ` -- `' : undefined;
}
