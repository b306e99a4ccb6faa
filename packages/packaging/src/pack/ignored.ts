const IGNORED_NAMES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.DS_Store',
]);

/** Left out of every package: version control, virtual environments and caches, which a function never reads. */
export function isIgnoredPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return IGNORED_NAMES.has(name) || (name === '.cache' && parts.at(-2) === 'node_modules');
}
