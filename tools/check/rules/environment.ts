import { isSource, isTestCode } from '../../lib/kinds.ts';
import { lineAt, visitSource } from '../../lib/source.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

/** Launchers read the environment and hand it on as a value; what runs inside a sandbox has the function's environment, not Skein's. */
const READERS =
  /^(packages\/(compose\/src\/environment|cli\/src\/main)\.ts$|packages\/[^/]+\/bin\/|packages\/runtimes\/|packages\/packaging\/wrapper-files\/|packages\/sandbox\/src\/probe\/programs\/|tools\/|tests\/|bench\/|examples\/|[^/]+\.config\.ts$)/;

/** The environment is read in one place and passed on: a setting that is read elsewhere is neither documented nor tested. */
export const environment: Rule = {
  name: 'environment',
  examine: (files) => files.filter((file) => isSource(file) && !isTestCode(file) && !READERS.test(file.path)).flatMap(examineFile),
};

function examineFile(file: RepositoryFile): readonly Finding[] {
  const findings: Finding[] = [];
  visitSource(file, {
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.object.name !== 'process') return;
      if (node.property.type !== 'Identifier' || node.property.name !== 'env') return;
      findings.push({ path: file.path, line: lineAt(file.text, node.start), message: 'reads process.env: take the value as a setting' });
    },
  });
  return findings;
}
