import { isSource } from '../../lib/kinds.ts';
import { lineAt, visitSource } from '../../lib/source.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

/** No shell between us and a program: `exec` and the option `shell` make text into commands. */
export const shells: Rule = {
  name: 'shells',
  examine: (files) => files.filter((file) => isSource(file) && file.text.includes('child_process')).flatMap(examineFile),
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (offset: number, message: string): void => void findings.push({ path: file.path, line: lineAt(file.text, offset), message });
  visitSource(file, {
    ImportDeclaration(node) {
      if (!/^(node:)?child_process$/.test(node.source.value)) return;
      for (const specifier of node.specifiers) {
        if (specifier.type !== 'ImportSpecifier') add(specifier.start, 'import what is used of node:child_process by its name');
        else if (specifier.imported.type === 'Identifier' && /^exec(Sync)?$/.test(specifier.imported.name))
          add(specifier.start, 'exec starts a shell: use spawn or execFile with a list of arguments');
      }
    },
    Property(node) {
      if (node.key.type !== 'Identifier' || node.key.name !== 'shell') return;
      const isOff = node.value.type === 'Literal' && node.value.value === false;
      if (!isOff) add(node.start, 'starts a shell: hand the program a list of arguments');
    },
  });
  return findings;
}
