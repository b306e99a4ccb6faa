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
    expect((await inspectZip(python)).files).toEqual(['main.py', 'skein/code/app.py', 'skein_lambda.py', 'skein_settings.json']);
    const node = await wrapForGoogle(await toWrap(NODE, { 'app.mjs': 'mine' }));
    const around = ['index.js', 'package.json', 'skein-lambda.cjs', 'skein/code/app.mjs', 'skein_settings.json'];
    expect((await inspectZip(node)).files).toEqual(around);
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
    for (const [path, found] of Object.entries(own)) expect([path, wrapped[`skein/code/${path}`]]).toEqual([path, found]);
  });

  it('is a pure function of the package and its settings: quotes in names stay text', async () => {
    const handler = 'it\'s "odd".handler';
    const files = await contents(await wrapForAzure(await toWrap({ ...PYTHON, handler }, { 'app.py': '' })));
    expect(JSON.parse(files['skein_settings.json'] ?? '')).toEqual({ ...SETTINGS, handler, codeFolder: 'skein/code/' });
  });

  it.each([
    [wrapForGoogle, PYTHON, 'main.py'],
    [wrapForGoogle, PYTHON, 'main/__init__.py'],
    [wrapForGoogle, PYTHON, 'skein_lambda.py'],
    [wrapForGoogle, NODE, 'index.js'],
    [wrapForGoogle, NODE, 'package.json'],
    [wrapForGoogle, NODE, 'skein_settings.json/inside'],
    [wrapForAzure, PYTHON, 'function_app.py'],
    [wrapForAzure, PYTHON, 'skein_function/function.json'],
    [wrapForAzure, PYTHON, 'skein/code'],
    [wrapForAzure, NODE, 'function.json'],
    [wrapForAzure, NODE, 'host.json'],
  ])('takes any name in a package, also those that mean something to a platform: %o %o %s', async (wrap, settings, path) => {
    const wrapped = await contents(await wrap(await toWrap(settings, { 'app.py': '', [path]: 'mine' })));
    expect(wrapped[`skein/code/${path}`]).toBe('mine');
    const around = (files: object): string[] => Object.keys(files).filter((each) => !each.startsWith('skein/'));
    expect(around(wrapped)).toEqual(around(await contents(await wrap(await toWrap(settings, { x: '' })))));
  });

  it('refuses runtimes that have no wrapper, and what is no zip', async () => {
    expect(await refusalOf(wrapForGoogle(await toWrap({ ...PYTHON, runtime: 'java21' }, { a: '' })))).toMatchObject({
      code: 'unsupported_runtime',
    });
    expect(await refusalOf(wrapForAzure({ ...PYTHON, zip: Buffer.from('no zip') }))).toMatchObject({ code: 'invalid_package' });
    expect(await refusalOf(addFiles(await packFiles({ 'a/b': '' }), { a: '' }))).toMatchObject({ code: 'invalid_package' });
  });
});
