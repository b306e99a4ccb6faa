import { isSource, isTestCode } from '../../lib/kinds.ts';
import { lineAt, visitSource } from '../../lib/source.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

/** Whatever deletes a folder with all it holds says why that folder can only be ours. Tests delete the temporary folders they made. */
export const recursiveDeletes: Rule = {
  name: 'recursive-deletes',
  examine: (files) => files.filter((file) => isSource(file) && !isTestCode(file)).flatMap(examineFile),
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  const findings: Finding[] = [];
  visitSource(file, {
    CallExpression(node) {
      const callee = node.callee.type === 'MemberExpression' ? node.callee.property : node.callee;
      if (callee.type !== 'Identifier' || !/^(rm|rmdir)(Sync)?$/.test(callee.name)) return;
      const options = node.arguments[1];
      if (options === undefined || !/\brecursive: (?!false)/.test(file.text.slice(options.start, options.end))) return;
      const message = 'deletes a folder with all it holds: say above it why it can only be ours, with check-allow recursive-deletes';
      findings.push({ path: file.path, line: lineAt(file.text, node.start), message });
    },
  });
  return findings;
}
