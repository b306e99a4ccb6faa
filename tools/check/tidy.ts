import type { SourceFile } from './repository-files.ts';

const FILE_LINES_MAX = 400;
const LINE_LENGTH_MAX = 160;

interface Rule {
  readonly applies: (path: string) => boolean;
  readonly pattern: RegExp;
  readonly says: string;
}

const isProduct = (path: string): boolean => /^packages\/[^/]+\/src\/.*\.ts$/.test(path);
const isCode = (path: string): boolean => /\.(ts|mjs|py)$/.test(path) && !path.startsWith('tools/');

const RULES: readonly Rule[] = [
  { applies: isProduct, pattern: /\bthrow new Error\(/, says: 'throws a plain Error; the catalogue has kinds for it' },
  { applies: (path) => isProduct(path) && !path.startsWith('packages/cli/'), pattern: /\bprocess\.env\b/, says: 'reads the environment; only the launchers do' },
  { applies: isCode, pattern: /\b(TODO|FIXME|XXX)\b/, says: 'leaves work behind; file it or do it' },
  { applies: isCode, pattern: /(eslint|oxlint)-disable(?!.*--)/, says: 'disables a lint rule without a reason after --' },
  { applies: (path) => !path.startsWith('tools/'), pattern: /\/work\/(main|shared)\b/, says: 'names a folder of somebody’s machine' },
];

/** What the linters cannot say: one line for each finding. */
export function findUntidiness(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...tooLong(file), ...brokenRules(file)]);
}

function tooLong({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1;
  if (!isCode(path) || path.endsWith('.data.ts') || lines <= FILE_LINES_MAX) return [];
  return [`${path}: ${lines} lines, at most ${FILE_LINES_MAX} are allowed`];
}

function brokenRules({ path, text }: SourceFile): string[] {
  const rules = RULES.filter((rule) => rule.applies(path));
  return text.split('\n').flatMap((line, index) => {
    const broken = rules.filter((rule) => rule.pattern.test(line)).map((rule) => rule.says);
    if (path.endsWith('.md') && line.length > LINE_LENGTH_MAX && !line.startsWith('|')) broken.push(`is longer than ${LINE_LENGTH_MAX} characters`);
    return broken.map((says) => `${path}:${index + 1}: ${says}`);
  });
}
