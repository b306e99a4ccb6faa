import type { RepositoryFile } from '../../lib/repository.ts';
import { listWorkspaces } from '../../lib/workspaces.ts';
import type { Rule } from '../check.ts';

/** Every dependency is a decision, and has its page, or a place on one. */
export const decisions: Rule = {
  name: 'decisions',
  examine(files) {
    const pages = files.filter((file) => /^docs\/decisions\/.*\.md$/.test(file.path));
    return listWorkspaces(files).flatMap(({ dir, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter((dependency) => !dependency.startsWith('@skein/') && !isNamed(dependency, pages))
        .map((dependency) => ({
          path: dir === '' ? 'package.json' : `${dir}/package.json`,
          message: `no page in docs/decisions/ names \`${dependency}\``,
        })),
    );
  },
};

function isNamed(dependency: string, pages: readonly RepositoryFile[]): boolean {
  return pages.some((page) => page.text.includes(`\`${dependency}\``));
}
