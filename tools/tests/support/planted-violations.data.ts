/** A small tree of files, and where a rule must find something in it: `path:line`, or `path` for the file as a whole. */
export interface PlantedTree {
  readonly rule: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly finds: readonly string[];
}

const MANIFESTS = {
  'package.json': '{ "name": "house", "devDependencies": { "vitest": "^5" } }',
  'packages/contracts/package.json': '{ "name": "@skein/contracts", "exports": { ".": "./src/index.ts" } }',
  'packages/ports/package.json':
    '{ "name": "@skein/ports", "exports": { ".": "./src/index.ts" }, "dependencies": { "@skein/contracts": "0.1.0" } }',
  'packages/cli/package.json':
    '{ "name": "@skein/cli", "exports": { ".": "./src/index.ts" }, "dependencies": { "@skein/compose": "0.1.0", "@skein/ports": "0.1.0" } }',
  'packages/compose/package.json': '{ "name": "@skein/compose", "exports": { ".": "./src/index.ts" } }',
};

// The planted texts are put together here, so that the rules do not find them in this file.
const LEFT_OVER = ['TO', 'DO'].join('');
const MARKER = (sign: string): string => sign.repeat(7);
const SOMEBODYS_FOLDER = ['', 'work', 'main'].join('/');
const LONG_TEXT = 'word '.repeat(40);

export const PLANTED: readonly PlantedTree[] = [
  {
    rule: 'banned-words',
    title: "a folder of somebody's machine, a private key, an access key, an address of a registry",
    files: {
      'docs/a.md': `see ${SOMEBODYS_FOLDER}/x`,
      'tests/key.pem': ['-----BEGIN', 'PRIVATE KEY-----'].join(' '),
      'tests/a.ts': `const id = '${['AKIA', 'ABCDEFGHIJKLMNOP'].join('')}';`,
      '.npmrc': ['registry', '=https://registry.example/'].join(''),
    },
    finds: ['docs/a.md:1', 'tests/key.pem:1', 'tests/a.ts:1', '.npmrc:1'],
  },
  {
    rule: 'banned-words',
    title: 'nothing in ordinary text, nor in the example key of the documentation',
    files: { 'docs/a.md': `network/work/a ~/work/b\n${['AKIA', 'IOSFODNN7EXAMPLE'].join('')}` },
    finds: [],
  },
  {
    rule: 'boundaries',
    title: 'an edge that is not drawn',
    files: { ...MANIFESTS, 'packages/cli/src/a.ts': "import { b } from '@skein/ports';" },
    finds: ['packages/cli/src/a.ts:1'],
  },
  {
    rule: 'boundaries',
    title: 'an inner file of another package, by its name and by a path',
    files: {
      ...MANIFESTS,
      'packages/ports/src/a.ts': "import type { b } from '@skein/contracts/src/b.ts';\nexport * from '../../contracts/src/b.ts';",
      'tests/e2e/a.test.ts': "import { b } from '../../packages/contracts/src/b.ts';",
    },
    finds: ['packages/ports/src/a.ts:1', 'packages/ports/src/a.ts:2', 'tests/e2e/a.test.ts:1'],
  },
  {
    rule: 'boundaries',
    title: 'an undeclared package, one of ours and one of others',
    files: { ...MANIFESTS, 'packages/contracts/src/a.ts': "import { b } from '@skein/ports';\nconst zod = await import('zod');" },
    finds: ['packages/contracts/src/a.ts:1', 'packages/contracts/src/a.ts:2'],
  },
  {
    rule: 'boundaries',
    title: 'a package that does not exist, and a tool of the tests in a product file',
    files: { ...MANIFESTS, 'packages/ports/src/a.ts': "import { b } from '@skein/nothing';\nimport { test } from 'vitest';" },
    finds: ['packages/ports/src/a.ts:1', 'packages/ports/src/a.ts:2'],
  },
  {
    rule: 'boundaries',
    title: 'the server loaded with the command line at once, but not when a command asks for it',
    files: {
      ...MANIFESTS,
      'packages/cli/src/at-once.ts': "import { start } from '@skein/compose';",
      'packages/cli/src/when-asked.ts': "import type { Started } from '@skein/compose';\nconst { start } = await import('@skein/compose');",
    },
    finds: ['packages/cli/src/at-once.ts:1'],
  },
  {
    rule: 'boundaries',
    title: 'nothing where imports follow the drawing',
    files: {
      ...MANIFESTS,
      'packages/ports/src/a.ts': "import { strict as assert } from 'node:assert';\nimport { b } from '@skein/contracts';\nimport './c.ts';",
      'packages/ports/src/conformance/a.ts': "import { expect } from 'vitest';",
      'packages/contracts/tests/a.test.ts': "import { test } from 'vitest';\nimport { b } from '../src/b.ts';",
      'tests/e2e/a.test.ts': "import { b } from '@skein/ports';\nimport { c } from '../support/c.ts';",
    },
    finds: [],
  },
  {
    rule: 'decisions',
    title: 'a dependency that no page names',
    files: { ...MANIFESTS, 'docs/decisions/2026-11-21-tests.md': 'We use `vitest-something`.' },
    finds: ['package.json'],
  },
  {
    rule: 'decisions',
    title: 'nothing when every dependency has its page',
    files: { ...MANIFESTS, 'docs/decisions/2026-11-21-tests.md': 'We use `vitest`.' },
    finds: [],
  },
  {
    rule: 'disables',
    title: 'checks that are turned off without a reason',
    files: {
      'packages/ports/src/a.ts':
        '// oxlint-disable-next-line no-empty\n/* eslint-disable no-var */\n// @ts-expect-error\n// @ts-ignore -- it is fine.',
      'packages/runtimes/python/a.py': 'x = 1  # noqa: E501',
    },
    finds: [
      'packages/ports/src/a.ts:1',
      'packages/ports/src/a.ts:2',
      'packages/ports/src/a.ts:3',
      'packages/ports/src/a.ts:4',
      'packages/runtimes/python/a.py:1',
    ],
  },
  {
    rule: 'disables',
    title: 'nothing when the reason is given, or the words stand in a text',
    files: {
      'packages/ports/src/a.ts': "// oxlint-disable-next-line no-empty -- The driver may be gone already.\nconst a = '// oxlint-disable';",
      'packages/runtimes/python/a.py':
        'x = 1  # noqa: E501 -- The table is easier to read on one line.\ny = 1  # noqa: E501 - as above, a table.',
    },
    finds: [],
  },
  {
    rule: 'document-lines',
    title: 'a line of prose that is too long',
    files: { 'README.md': `# Title\n${LONG_TEXT}` },
    finds: ['README.md:2'],
  },
  {
    rule: 'document-lines',
    title: 'nothing in tables and lines with an address',
    files: { 'README.md': `| ${LONG_TEXT} |\n${LONG_TEXT} https://example.com/`, 'docs/reference/a.md': LONG_TEXT },
    finds: [],
  },
  {
    rule: 'document-paths',
    title: 'files that do not exist: in backticks, in a link, in a picture of ARCHITECTURE.md',
    files: {
      'packages/a/src/b.ts': '',
      'docs/a.md': 'The file `packages/a/src/c.ts` and\n[this page](../missing.md#part) and `MISSING.md`',
      'ARCHITECTURE.md': '```\nsrc/b.ts -> app/gone.ts\n```',
    },
    finds: ['docs/a.md:1', 'docs/a.md:2', 'docs/a.md:2', 'ARCHITECTURE.md:2'],
  },
  {
    rule: 'document-paths',
    title: 'nothing when they exist, or belong to the reader',
    files: {
      'packages/a/src/b.ts': '',
      'docs/a.md':
        '`packages/a/src`, `packages/a/`, `packages/*/src`, [b](./b.md), [web](https://example.com/), [up](#up), `my-project/app.py`',
      'docs/b.md': '`ARCHITECTURE.md`, `application/json`',
      'ARCHITECTURE.md': '`src/b.ts`, packages/a/src/b.ts, a/src/b.ts',
    },
    finds: [],
  },
  {
    rule: 'environment',
    title: 'the environment read inside a package',
    files: { 'packages/worker/src/a.ts': 'const a = 1;\nconst port = process.env.PORT;' },
    finds: ['packages/worker/src/a.ts:2'],
  },
  {
    rule: 'environment',
    title: 'nothing in the files that hand it on, in tests and in tools',
    files: {
      'packages/compose/src/environment.ts': 'process.env',
      'packages/worker/tests/a.test.ts': 'process.env',
      'tools/a/main.ts': 'process.env',
      'packages/worker/src/a.ts': 'const environment = settings.env; // process.env',
    },
    finds: [],
  },
  {
    rule: 'leftovers',
    title: 'work left behind in code and in documents',
    files: { 'packages/ports/src/a.ts': `const a = 1; // ${LEFT_OVER}: more`, 'docs/a.md': `\n${LEFT_OVER}` },
    finds: ['packages/ports/src/a.ts:1', 'docs/a.md:2'],
  },
  { rule: 'leftovers', title: 'nothing in other words', files: { 'docs/a.md': `a ${LEFT_OVER}LIST` }, finds: [] },
  {
    rule: 'lock-file',
    title: 'a dependency that the lock file does not know, and one in another version',
    files: {
      'package.json': '{ "dependencies": { "a": "^1", "b": "^1" } }',
      'package-lock.json': '{ "packages": { "": { "dependencies": { "b": "^2" } } } }',
    },
    finds: ['package-lock.json', 'package-lock.json'],
  },
  {
    rule: 'lock-file',
    title: 'nothing when they agree',
    files: {
      'package.json': '{ "dependencies": { "a": "^1" } }',
      'package-lock.json': '{ "packages": { "": { "dependencies": { "a": "^1" } } } }',
    },
    finds: [],
  },
  {
    rule: 'merge-markers',
    title: 'both sides of a merge in a document and in code',
    files: {
      'docs/a.md': `a\n${MARKER('<')} HEAD\nb\n=======\nc\n${MARKER('>')} 123 (x)`,
      'packages/ports/src/a.ts': `${MARKER('|')} base\n`,
    },
    finds: ['docs/a.md:2', 'docs/a.md:6', 'packages/ports/src/a.ts:1'],
  },
  { rule: 'merge-markers', title: 'nothing in a heading with a line below it', files: { 'docs/a.md': 'Heading\n=======\n' }, finds: [] },
  {
    rule: 'plain-errors',
    title: 'an error without a kind',
    files: { 'packages/ports/src/a.ts': "export function a(): never {\n  throw new Error('no');\n}" },
    finds: ['packages/ports/src/a.ts:2'],
  },
  {
    rule: 'plain-errors',
    title: 'nothing in tests, nor for errors that have a kind',
    files: { 'packages/ports/tests/a.test.ts': "throw new Error('no');", 'packages/ports/src/a.ts': "throw new SkeinError('internal');" },
    finds: [],
  },
  {
    rule: 'python',
    title: 'names in Python that are not used or not known, code that is not formatted, and what is no Python',
    files: {
      'a.py': 'import os\n\n\ndef f():\n    return unknown\n',
      'b.py': "x = 'single'\n",
      'c.py': '1 +\n',
      'd.py': 'def f():\n    return 1\n\ndef g():\n    return 2\n',
    },
    finds: ['a.py:1', 'a.py:5', 'b.py', 'c.py:1', 'd.py'],
  },
  {
    rule: 'python',
    title: 'nothing in what is neat, or no Python',
    files: { 'a.py': 'import os\n\n\ndef f():\n    return os.getpid()\n', 'b.ts': 'import os' },
    finds: [],
  },
  {
    rule: 'python-functions',
    title: 'a function in Python above 70 lines',
    files: { 'packages/runtimes/python/a.py': `def short():\n    pass\n\n\ndef long(\n    a,\n):\n${'    pass\n'.repeat(70)}\n\nx = 1\n` },
    finds: ['packages/runtimes/python/a.py:5'],
  },
  {
    rule: 'python-functions',
    title: 'nothing at 70 lines',
    files: { 'packages/runtimes/python/a.py': `def long():\n${'    pass\n'.repeat(69)}\n\n\ndef next():\n    pass\n` },
    finds: [],
  },
  {
    rule: 'recursive-deletes',
    title: 'a folder deleted with all it holds',
    files: { 'packages/ports/src/a.ts': 'await rm(dir, { recursive: true });\nfs.rmSync(dir, { force: true, recursive: flag });' },
    finds: ['packages/ports/src/a.ts:1', 'packages/ports/src/a.ts:2'],
  },
  {
    rule: 'recursive-deletes',
    title: 'nothing for single files and in tests',
    files: {
      'packages/ports/src/a.ts': 'await rm(file, { force: true });',
      'packages/ports/tests/a.ts': 'await rm(dir, { recursive: true });',
    },
    finds: [],
  },
  {
    rule: 'shells',
    title: 'exec, and the option that starts a shell',
    files: {
      'packages/ports/src/a.ts':
        "import { exec, spawn } from 'node:child_process';\nimport all from 'child_process';\nspawn('ls', { shell: true });",
    },
    finds: ['packages/ports/src/a.ts:1', 'packages/ports/src/a.ts:2', 'packages/ports/src/a.ts:3'],
  },
  {
    rule: 'shells',
    title: 'nothing for programs with a list of arguments',
    files: { 'packages/ports/src/a.ts': "import { spawn } from 'node:child_process';\nspawn('ls', ['-l'], { shell: false });" },
    finds: [],
  },
  {
    rule: 'sizes',
    title: 'code of more than 400 lines, and a file of more than 512 KB',
    files: { 'packages/ports/src/a.ts': 'a\n'.repeat(401), 'examples/text.txt': 'a'.repeat(512 * 1024 + 1) },
    finds: ['packages/ports/src/a.ts', 'examples/text.txt'],
  },
  {
    rule: 'sizes',
    title: 'nothing at the limits, nor for tables of data',
    files: {
      'packages/ports/src/a.ts': 'a\n'.repeat(400),
      'packages/ports/src/b.data.ts': 'a\n'.repeat(401),
      'examples/text.txt': 'a'.repeat(512 * 1024),
    },
    finds: [],
  },
];
