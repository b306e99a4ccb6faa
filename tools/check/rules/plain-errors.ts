import { isSource, isTestCode } from '../../lib/kinds.ts';
import { lineAt, visitSource } from '../../lib/source.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

/** What runs inside a sandbox is standard library only, and examples are code of users. */
const EXEMPT = /^(packages\/runtimes\/|examples\/)/;

/** Errors have a kind in the catalogue, so that every API can say what, why and what to do. */
export const plainErrors: Rule = {
  name: 'plain-errors',
  examine: (files) => files.filter((file) => isSource(file) && !isTestCode(file) && !EXEMPT.test(file.path)).flatMap(examineFile),
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  const findings: Finding[] = [];
  visitSource(file, {
    ThrowStatement(node) {
      const thrown = node.argument;
      if (thrown.type !== 'NewExpression' || thrown.callee.type !== 'Identifier' || thrown.callee.name !== 'Error') return;
      findings.push({
        path: file.path,
        line: lineAt(file.text, node.start),
        message: 'throws a plain Error: throw a SkeinError, or assert',
      });
    },
  });
  return findings;
}
