import path from 'node:path';
import { parseSync } from 'oxc-parser';
import type { SourceFile } from './repository-files.ts';

export interface BoundaryRules {
  readonly allowed: Readonly<Record<string, readonly string[]>>;
  /** Names of the dependencies that each package declares, without the scope's prefix for our own. */
  readonly declared: Readonly<Record<string, readonly string[]>>;
}

const SCOPE = '@skein/';

/** Imports that cross a boundary they may not cross, one line each. Looks at `packages/<name>/src`. */
export function findBoundaryViolations(files: readonly SourceFile[], rules: BoundaryRules): string[] {
  return files.flatMap((file) => {
    const room = /^packages\/([^/]+)\/src\//.exec(file.path)?.[1];
    if (room === undefined) return [];
    return importsOf(file).flatMap((specifier) => judge(file, room, specifier, rules));
  });
}

function importsOf(file: SourceFile): string[] {
  const { module } = parseSync(file.path, file.text);
  const fixed = [...module.staticImports.map((entry) => entry.moduleRequest.value)];
  const forwarded = module.staticExports.flatMap((entry) => entry.entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []));
  const loaded = module.dynamicImports.map(({ moduleRequest }) => file.text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"]|['"]$/g, ''));
  return [...new Set([...fixed, ...forwarded, ...loaded])];
}

function judge(file: SourceFile, room: string, specifier: string, rules: BoundaryRules): string[] {
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file.path), specifier);
    return target.startsWith(`packages/${room}/`) ? [] : [`${file.path}: imports ${specifier}, which lies outside its package`];
  }
  if (!specifier.startsWith(SCOPE)) return [];
  const [target = ''] = specifier.slice(SCOPE.length).split('/');
  if (!(rules.allowed[room] ?? []).includes(target)) return [`${file.path}: ${room} may not import ${target}`];
  if (!(rules.declared[room] ?? []).includes(SCOPE + target)) return [`${file.path}: ${specifier} is not a dependency in package.json`];
  return [];
}
