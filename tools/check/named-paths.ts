import path from 'node:path';
import type { SourceFile } from './repository-files.ts';

/** A path in backticks with a known first folder and no placeholder. */
const NAMED_PATH = /`((?:packages|tools|tests|examples|docs|bench|\.ci)\/[A-Za-z0-9._/-]+)`/g;
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;

/** Files and folders that the documents name and that do not exist, one line each. */
export function findMissingPaths(documents: readonly SourceFile[], exists: (filePath: string) => boolean): string[] {
  return documents.flatMap((document) => {
    const named = [...document.text.matchAll(NAMED_PATH)].map((match) => match[1] ?? '');
    const folder = path.posix.dirname(document.path);
    const links = [...document.text.matchAll(LINK)].map((match) => match[1] ?? '').filter((target) => !/^[a-z]+:/.test(target));
    const linked = links.map((target) => path.posix.join(folder, target));
    return [...named, ...linked].filter((target) => !exists(target)).map((target) => `${document.path}: names ${target}, which does not exist`);
  });
}
