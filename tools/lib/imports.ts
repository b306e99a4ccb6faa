import { lineAt, parseSource } from './source.ts';
import type { RepositoryFile } from './repository.ts';

export interface ImportUse {
  readonly specifier: string;
  readonly line: number;
  /** The module is loaded when the file is: it is neither `import()` nor only about types. */
  readonly loadsAtOnce: boolean;
}

/** Everything a file imports or re-exports. An `import()` of something computed cannot be seen. */
export function listImports(file: RepositoryFile): readonly ImportUse[] {
  const { module } = parseSource(file);
  const use = (specifier: string, offset: number, loadsAtOnce: boolean): ImportUse => ({
    specifier,
    line: lineAt(file.text, offset),
    loadsAtOnce,
  });
  return [
    ...module.staticImports.map((statement) =>
      use(
        statement.moduleRequest.value,
        statement.start,
        !(statement.entries.length > 0 && statement.entries.every((entry) => entry.isType)),
      ),
    ),
    ...module.staticExports.flatMap((statement) =>
      statement.entries.flatMap((entry) =>
        entry.moduleRequest === null ? [] : [use(entry.moduleRequest.value, entry.start, !entry.isType)],
      ),
    ),
    ...module.dynamicImports.flatMap((expression) => {
      const literal = /^(['"`])([^'"`$]+)\1$/.exec(file.text.slice(expression.moduleRequest.start, expression.moduleRequest.end));
      return literal?.[2] === undefined ? [] : [use(literal[2], expression.start, false)];
    }),
  ];
}

/** `@skein/contracts` of `@skein/contracts/errors`, `vitest` of `vitest/config`. */
export function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
