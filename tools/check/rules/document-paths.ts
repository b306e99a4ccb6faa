import { posix } from 'node:path';
import { isDocument } from '../../lib/kinds.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import type { Finding, Rule } from '../check.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const QUOTED_PATH = /`([\w@.*-]+(?:\/[\w@.*-]+)+\/?|[A-Z]+\.md)`/g;
/** In ARCHITECTURE.md every file counts, also the ones drawn in a picture, and also by the end of its path. */
const DRAWN_FILE = /(?<![\w./@<-])[\w@.-]+(?:\/[\w@.-]+)*\.(?:ts|mjs|py|sql|json|md|sh)\b(?![/\w])/g;

interface Tree {
  readonly files: readonly string[];
  /** Files and folders. */
  readonly paths: ReadonlySet<string>;
}

/** Documents name only files that exist, in links, in backticks, and in the pictures of ARCHITECTURE.md. */
export const documentPaths: Rule = {
  name: 'document-paths',
  examine(files) {
    const tree = treeOf(files);
    return files.filter(isDocument).flatMap((document) =>
      document.text.split('\n').flatMap((text, index) =>
        missingPaths(document.path, text, tree).map((path): Finding => {
          return { path: document.path, line: index + 1, message: `names ${path}, which does not exist` };
        }),
      ),
    );
  },
};

function treeOf(files: readonly RepositoryFile[]): Tree {
  const paths = new Set<string>(['.']);
  for (const { path } of files) {
    for (let ancestor = path; ancestor !== '.'; ancestor = posix.dirname(ancestor)) paths.add(ancestor);
  }
  return { files: files.map((file) => file.path), paths };
}

function missingPaths(documentPath: string, text: string, tree: Tree): readonly string[] {
  const home = posix.dirname(documentPath);
  const links = matches(text, LINK).map((target) => target.replace(/#.*$/, ''));
  const deadLinks = links.filter((target) => target !== '' && !/^[a-z]+:/.test(target) && !tree.paths.has(join(home, target)));
  const quoted = matches(text, QUOTED_PATH).filter((path) => isOurs(path, tree) && !exists(path, home, tree));
  const drawn = documentPath === 'ARCHITECTURE.md' ? (text.match(DRAWN_FILE) ?? []).filter((path) => !isEndOfPath(path, tree)) : [];
  return [...new Set([...deadLinks, ...quoted, ...drawn])];
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

/** A path below one of our top folders, or a document; anything else may be a path in a project of the reader's. */
function isOurs(path: string, tree: Tree): boolean {
  const [top = ''] = path.split('/');
  return /^[A-Z]+\.md$/.test(path) || (path.includes('/') && tree.files.some((file) => file.startsWith(`${top}/`)));
}

function exists(path: string, home: string, tree: Tree): boolean {
  if (!path.includes('*')) return tree.paths.has(join('.', path)) || tree.paths.has(join(home, path)) || isEndOfPath(path, tree);
  return [...tree.paths].some((candidate) => posix.matchesGlob(candidate, join('.', path)));
}

function isEndOfPath(path: string, tree: Tree): boolean {
  return tree.files.some((file) => file === path || file.endsWith(`/${path}`));
}

function join(dir: string, path: string): string {
  return posix.join(dir, path).replace(/\/$/, '');
}
