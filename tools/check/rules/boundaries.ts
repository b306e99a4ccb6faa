import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { isSource, isTestCode } from '../../lib/kinds.ts';
import { listImports, packageNameOf } from '../../lib/imports.ts';
import type { ImportUse } from '../../lib/imports.ts';
import type { RepositoryFile } from '../../lib/repository.ts';
import { listWorkspaces } from '../../lib/workspaces.ts';
import type { Workspace } from '../../lib/workspaces.ts';
import type { Rule } from '../check.ts';
import { LAZY_ONLY, MAY_IMPORT } from './boundaries.data.ts';

const SCOPE = '@skein/';

interface House {
  readonly root: Workspace;
  readonly workspaces: readonly Workspace[];
}

/**
 * Who may import whom: packages along the drawn edges and by their public entries only, and only what their package.json declares. Neither
 * the compiler nor Node sees an undeclared import of a sibling package.
 */
export const boundaries: Rule = {
  name: 'boundaries',
  examine(files) {
    const workspaces = listWorkspaces(files);
    const root = workspaces.find((workspace) => workspace.dir === '');
    if (root === undefined) return [{ path: 'package.json', message: 'is missing' }];
    const house = { root, workspaces };
    return files.filter(isSource).flatMap((file) =>
      listImports(file).flatMap((use) => {
        const message = judgeImport(house, file, use);
        return message === undefined ? [] : [{ path: file.path, line: use.line, message }];
      }),
    );
  },
};

function judgeImport(house: House, file: RepositoryFile, use: ImportUse): string | undefined {
  if (isBuiltin(use.specifier)) return undefined;
  const home = house.workspaces.find((workspace) => workspace.dir !== '' && file.path.startsWith(`${workspace.dir}/`)) ?? house.root;
  if (use.specifier.startsWith('.')) return judgeRelative(home, file, use.specifier);
  return use.specifier.startsWith(SCOPE) ? judgeSibling(house, home, file, use) : judgeExternal(house, home, file, use.specifier);
}

function judgeRelative(home: Workspace, file: RepositoryFile, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file.path), specifier);
  const isInner = home.dir === '' ? target.startsWith('packages/') : !target.startsWith(`${home.dir}/`);
  return isInner ? `'${specifier}' leads into another part of the repository: import a package by its name` : undefined;
}

function judgeSibling(house: House, home: Workspace, file: RepositoryFile, use: ImportUse): string | undefined {
  const packageName = packageNameOf(use.specifier);
  const target = house.workspaces.find((workspace) => workspace.manifest.name === packageName);
  if (target === undefined) return `there is no package ${packageName}`;
  if (!isPublicEntry(target, use.specifier)) return `'${use.specifier}' is not in the exports of ${packageName}`;
  // The folders beside packages/ have the repository's package.json, which knows every package as its workspace.
  if (home.dir === '') return undefined;
  if (!isDeclared(home, packageName, isTestCode(file))) return `${packageName} is not declared in ${home.dir}/package.json`;
  return isTestCode(file) ? undefined : judgeEdge(home, target, use);
}

function isPublicEntry(target: Workspace, specifier: string): boolean {
  return target.manifest.entries.includes(`.${specifier.slice(target.manifest.name.length)}`);
}

function judgeEdge(home: Workspace, target: Workspace, use: ImportUse): string | undefined {
  const from = home.manifest.name.slice(SCOPE.length);
  const to = target.manifest.name.slice(SCOPE.length);
  if (home !== target && MAY_IMPORT[from]?.includes(to) !== true) return `${from} may not import ${to}`;
  if (use.loadsAtOnce && LAZY_ONLY[from]?.includes(to) === true) return `${from} may load ${to} only with import()`;
  return undefined;
}

function judgeExternal(house: House, home: Workspace, file: RepositoryFile, specifier: string): string | undefined {
  const packageName = packageNameOf(specifier);
  const isTooling = home === house.root || isTestCode(file);
  if (isDeclared(home, packageName, isTooling) || (isTooling && isDeclared(house.root, packageName, true))) return undefined;
  return `${packageName} is not declared in ${posix.join(home.dir, 'package.json')}`;
}

function isDeclared(workspace: Workspace, packageName: string, countDevelopment: boolean): boolean {
  const { name, dependencies, devDependencies } = workspace.manifest;
  if (packageName in dependencies || packageName === name) return true;
  return countDevelopment && packageName in devDependencies;
}
