import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFiles, inspectZip, packFiles, packFolder, unpackZip, wrapForAzure, wrapForGoogle } from '../src/index.ts';
import type { PackageToWrap } from '../src/index.ts';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { readFolder } from './support/read-folder.ts';
import { refusalOf } from './support/refusal-of.ts';
import { makeTempFolder } from './support/temp-folder.ts';

const SETTINGS = { handler: 'app.handler', functionName: 'sample', memoryMb: 256, timeoutSeconds: 75 };
const PYTHON = { ...SETTINGS, runtime: 'python3.12' };
const NODE = { ...SETTINGS, runtime: 'nodejs22.x' };

async function toWrap(settings: Omit<PackageToWrap, 'zip'>, files: Readonly<Record<string, string>>): Promise<PackageToWrap> {
  return { ...settings, zip: await packFiles(files) };
}

async function contents(zip: Buffer): Promise<Readonly<Record<string, string>>> {
  await using folder = await makeTempFolder();
  const dir = join(folder.path, 'unpacked');
  await unpackZip(zip, dir);
  return Object.fromEntries(Object.entries(await readFolder(dir)).map(([path, found]) => [path, found.slice('644 '.length)]));
}

describe('`packaging` wraps one Lambda-style handler per provider', () => {
  it('for Google, as an HTTP function in main.py or index.js', async () => {
    const python = await wrapForGoogle(await toWrap(PYTHON, { 'app.py': 'mine' }));
    expect((await inspectZip(python)).files).toEqual(['app.py', 'main.py', 'skein_lambda.py', 'skein_settings.json']);
    const node = await wrapForGoogle(await toWrap(NODE, { 'app.mjs': 'mine' }));
    expect((await inspectZip(node)).files).toEqual(['app.mjs', 'index.js', 'skein-google.cjs', 'skein-lambda.cjs', 'skein_settings.json']);
  });

  it('for Azure, as a function with its function.json', async () => {
    const python = await contents(await wrapForAzure(await toWrap(PYTHON, { 'app.py': 'mine' })));
    expect(Object.keys(python)).toEqual(expect.arrayContaining(['host.json', `skein_function/__init__.py`]));
    expect(JSON.parse(python['host.json'] ?? '')).toEqual({ version: '2.0', functionTimeout: '00:01:15' });
    expect(JSON.parse(python[`skein_function/function.json`] ?? '')).toMatchObject({
      scriptFile: '__init__.py',
      bindings: [
        { type: 'httpTrigger', direction: 'in', name: 'req' },
        { type: 'http', direction: 'out', name: '$return' },
      ],
    });
    const node = await contents(await wrapForAzure(await toWrap(NODE, { 'app.js': 'mine' })));
    expect(JSON.parse(node[`skein_function/function.json`] ?? '')).toMatchObject({ scriptFile: 'index.cjs' });
  });

  it('follows the kind of module that package.json says, and takes a broken one for none', async () => {
    const index = async (description: string): Promise<string> =>
      (await contents(await wrapForGoogle(await toWrap(NODE, { 'app.js': '', 'package.json': description }))))['index.js'] ?? '';
    expect(await index('{"type":"module"}')).toContain('export const skein');
    for (const other of ['{}', '{"type":"commonjs"}', '[]', 'null', '{"type":']) expect(await index(other)).toContain('exports.skein');
  });

  it("leaves the function's own files as they are, with their rights and links, and gives the same bytes each time", async () => {
    await using folder = await makeTempFolder();
    const dir = join(folder.path, 'source');
    await mkdir(join(dir, 'bin'), { recursive: true });
    await writeFile(join(dir, 'app.py'), 'ü\r\n\u0000');
    await writeFile(join(dir, 'bin', 'run'), '#!/bin/sh\n');
    await chmod(join(dir, 'bin', 'run'), 0o755);
    await symlink('run', join(dir, 'bin', 'link'));
    const zip = await packFolder(dir);
    const [first, second] = [await wrapForGoogle({ ...PYTHON, zip }), await wrapForGoogle({ ...PYTHON, zip })];
    expect(first.equals(second)).toBe(true);
    const target = join(folder.path, 'unpacked');
    await unpackZip(first, target);
    const [own, wrapped] = [await readFolder(dir), await readFolder(target)];
    for (const [path, found] of Object.entries(own)) expect([path, wrapped[path]]).toEqual([path, found]);
  });

  it('is a pure function of the package and its settings: quotes in names stay text', async () => {
    const handler = 'it\'s "odd".handler';
    const files = await contents(await wrapForAzure(await toWrap({ ...PYTHON, handler }, { 'app.py': '' })));
    expect(JSON.parse(files['skein_settings.json'] ?? '')).toEqual({ ...SETTINGS, handler });
  });
});

describe('names that a platform gives a meaning are refused', () => {
  it.each([
    [wrapForGoogle, PYTHON, 'main.py'],
    [wrapForGoogle, PYTHON, 'main/__init__.py'],
    [wrapForGoogle, PYTHON, 'skein_lambda.py'],
    [wrapForGoogle, NODE, 'index.js'],
    [wrapForGoogle, NODE, 'skein_settings.json/inside'],
    [wrapForAzure, PYTHON, 'function_app.py'],
    [wrapForAzure, PYTHON, `skein_function/function.json`],
    [wrapForAzure, PYTHON, 'skein_function'],
    [wrapForAzure, NODE, 'host.json'],
  ])('%o %o %s', async (wrap, settings, path) => {
    const refusal = await refusalOf(wrap(await toWrap(settings, { 'app.py': '', [path]: '' })));
    expect(refusal).toMatchObject({ code: 'package_name_taken' });
  });

  it('what only looks like one is not: a folder main without code of its own, an index in a folder', async () => {
    await expect(wrapForGoogle(await toWrap(PYTHON, { 'main/data.txt': '' }))).resolves.toBeInstanceOf(Buffer);
    await expect(wrapForGoogle(await toWrap(NODE, { 'own/index.js': '', 'index.mjs': '' }))).resolves.toBeInstanceOf(Buffer);
  });

  it('and so are runtimes that have no wrapper, and what is no zip', async () => {
    expect(await refusalOf(wrapForGoogle(await toWrap({ ...PYTHON, runtime: 'java21' }, { a: '' })))).toMatchObject({
      code: 'unsupported_runtime',
    });
    expect(await refusalOf(wrapForAzure({ ...PYTHON, zip: Buffer.from('no zip') }))).toMatchObject({ code: 'invalid_package' });
    expect(await refusalOf(addFiles(await packFiles({ 'a/b': '' }), { a: '' }))).toMatchObject({ code: 'invalid_package' });
  });
});
