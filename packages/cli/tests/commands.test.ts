import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkeinBench } from './support/skein.ts';

let skein: SkeinBench;

beforeAll(async () => {
  skein = await SkeinBench.start();
});
afterAll(() => skein[Symbol.asyncDispose]());

async function project(name: string, settings: object, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, content] of Object.entries({ 'skein.json': JSON.stringify(settings), ...files })) {
    await mkdir(path.dirname(path.join(skein.dir, name, file)), { recursive: true });
    await writeFile(path.join(skein.dir, name, file), content);
  }
}

const PYTHON = { runtime: 'python3.11', handler: 'app.handler' };
const NODE = { runtime: 'nodejs22.x', handler: 'index.handler' };

describe('from nothing to an answer: `init`, `deploy`, `invoke`, `logs`, `list`, `show`, `delete`', () => {
  test.each([
    ['python', 'python3.12', '{"hello": "you"}'],
    ['javascript', 'nodejs22.x', '{"hello":"you"}'],
    ['typescript', 'nodejs22.x', '{"hello":"you"}'],
  ])('`init` (Python or TypeScript/JavaScript): %s', async (language, runtime, expected) => {
    const name = `first-${language}`;
    const made = await skein.run(['init', name, '--language', language]);
    expect(made).toMatchObject({ exitCode: 0, remarks: '' });
    expect(made.output).toContain(`skein deploy ${name}`);
    const deployed = await skein.run(['deploy', name]);
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringMatching(new RegExp(`Created ${name} \\(\\d+ bytes\\)`)) });
    const answer = await skein.run(['invoke', name, '--payload', '{"name":"you"}']);
    expect(answer).toEqual({ exitCode: 0, output: `${expected}\n`, remarks: '' });
    expect((await skein.run(['list'])).output).toMatch(new RegExp(`^${name} +${runtime} +Active +128 MB +3 s`, 'm'));
  });

  test('`deploy` again updates code and settings, and says so', async () => {
    await project('again', { ...PYTHON, memoryMb: 128 }, { 'app.py': 'def handler(e, c): return 1\n' });
    expect(await skein.runJson('deploy', 'again')).toMatchObject({ action: 'created', function: { MemorySize: 128 } });
    await project(
      'again',
      { ...PYTHON, memoryMb: 256, environment: { WORD: 'b' } },
      { 'app.py': 'import os\ndef handler(e, c): return os.environ["WORD"]\n' },
    );
    expect(await skein.runJson('deploy', 'again')).toMatchObject({ action: 'updated', function: { MemorySize: 256 } });
    expect((await skein.run(['invoke', 'again'])).output).toBe('"b"\n');
    const shown = await skein.run(['show', 'again']);
    expect(shown.output).toMatch(/^memory +256 MB$/m);
    // Names only: values may be secrets.
    expect(shown.output).toMatch(/^environment +WORD$/m);
    expect(await skein.runJson('show', 'again')).toMatchObject({ Environment: { Variables: { WORD: 'b' } } });
  });

  test('a payload comes from the command line, a file or standard input', async () => {
    await project('echo', PYTHON, { 'app.py': 'def handler(e, c): return e\n' });
    await skein.run(['deploy', 'echo']);
    await writeFile(path.join(skein.dir, 'event.json'), '["from a file"]');
    expect((await skein.run(['invoke', 'echo', '-p', '@event.json'])).output).toBe('["from a file"]\n');
    expect((await skein.run(['invoke', 'echo', '-p', '-'], '["from input"]')).output).toBe('["from input"]\n');
    expect((await skein.run(['invoke', 'echo'])).output).toBe('{}\n');
    expect(await skein.run(['invoke', 'echo', '-p', '@absent.json'])).toMatchObject({ exitCode: 2, output: '' });
    expect(await skein.run(['invoke', 'echo', '--dry-run'])).toMatchObject({ exitCode: 0, output: 'The call would be accepted.\n' });
  });

  test('a stranger deploys with `skein deploy` a function that answers, fails, times out and logs as on AWS', async () => {
    const source =
      'import time\ndef handler(e, c):\n  print("seen", e)\n  if e == "fail": raise ValueError("no good")\n  if e == "slow": time.sleep(9)\n  return e\n';
    await project('stranger', { ...PYTHON, timeoutSeconds: 1 }, { 'app.py': source });
    await skein.run(['deploy', 'stranger']);
    const good = await skein.run(['invoke', 'stranger', '-p', '"x"', '--log']);
    expect(good).toMatchObject({ exitCode: 0, output: '"x"\n' });
    expect(good.remarks).toMatch(/^START RequestId: .*\nseen x\n(SKEIN.*\n)?END RequestId: .*\nREPORT RequestId: /);
    const failed = await skein.run(['invoke', 'stranger', '-p', '"fail"']);
    expect(failed.exitCode).toBe(3);
    expect(JSON.parse(failed.output)).toMatchObject({ errorType: 'ValueError', errorMessage: 'no good' });
    const slow = await skein.runJson('invoke', 'stranger', '-p', '"slow"');
    expect(slow).toMatchObject({ functionError: 'Unhandled', result: { errorType: 'Sandbox.Timedout' } });
    const logs = await skein.run(['logs', 'stranger']);
    expect([...logs.output.matchAll(/^seen (.*)$/gm)].map(([, event]) => event)).toEqual(['x', 'fail', 'slow']);
    const newest = await skein.run(['logs', 'stranger', '--limit', '1']);
    expect(newest.output).toContain('seen slow');
    expect(newest.output).not.toContain('seen fail');
    const one = await skein.run(['logs', 'stranger', '--id', String(slow['invocationId'])]);
    expect(one.output).toContain(`START RequestId: ${String(slow['invocationId'])}`);
  });

  test('`delete` removes a function, and is refused for one that does not exist', async () => {
    await project('short-lived', PYTHON, { 'app.py': 'def handler(e, c): pass\n' });
    await skein.run(['deploy', 'short-lived']);
    expect(await skein.run(['delete', 'short-lived'])).toEqual({ exitCode: 0, output: 'Deleted short-lived.\n', remarks: '' });
    const second = await skein.run(['delete', 'short-lived']);
    expect(second).toMatchObject({ exitCode: 1, output: '' });
    expect(second.remarks).toBe('Function short-lived does not exist.\nCreate it first; `skein list` shows what exists.\n');
  });
});

describe("`deploy [folder]` (installs `requirements.txt` or `package.json` on the caller's side into the zip, with progress)", () => {
  test('Python: a package of a local folder', async () => {
    await project('with-python', PYTHON, {
      'lib/setup.py': 'from setuptools import setup\nsetup(name="greeting", version="1.0", py_modules=["greeting"])\n',
      'lib/greeting.py': 'TEXT = "from the package"\n',
      'requirements.txt': './lib\n',
      'app.py': 'import greeting\ndef handler(e, c): return greeting.TEXT\n',
    });
    const deployed = await skein.run(['deploy', 'with-python']);
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining('installing requirements.txt') });
    expect((await skein.run(['invoke', 'with-python'])).output).toBe('"from the package"\n');
  });

  test('Node.js: a package of a local folder, for JavaScript and bundled for TypeScript', async () => {
    await project(
      'node-lib',
      {},
      {
        'package.json': '{"name":"greeting","version":"1.0.0","main":"main.js"}',
        'main.js': 'exports.text = "from the package";',
      },
    );
    const manifest = '{"type":"module","dependencies":{"greeting":"file:../node-lib"}}';
    await project('with-node', NODE, {
      'package.json': manifest,
      'index.mjs': 'import { text } from "greeting";\nexport const handler = async () => text;\n',
    });
    const deployed = await skein.run(['deploy', 'with-node']);
    expect(deployed).toMatchObject({ exitCode: 0, output: expect.stringContaining('installing package.json') });
    expect((await skein.run(['invoke', 'with-node'])).output).toBe('"from the package"\n');
    await project('with-types', NODE, {
      'package.json': '{"type":"module"}',
      'index.ts': 'import { word } from "./word.ts";\nexport const handler = async (): Promise<string> => word("typed");\n',
      'word.ts': 'export function word(text: string): string { return text satisfies string; }\n',
    });
    await skein.run(['deploy', 'with-types']);
    expect((await skein.run(['invoke', 'with-types'])).output).toBe('"typed"\n');
  });

  test('a dependency that cannot be installed, and TypeScript that cannot be read: the error shows what the tool wrote', async () => {
    await project('bad-python', PYTHON, { 'requirements.txt': './absent\n', 'app.py': '' });
    const python = await skein.run(['deploy', 'bad-python']);
    expect(python.exitCode).toBe(1);
    expect(python.remarks).toContain('The dependencies could not be installed: python');
    expect(python.remarks).toContain('absent');
    await project('bad-types', NODE, { 'index.ts': 'export const handler = (\n' });
    const types = await skein.run(['deploy', 'bad-types']);
    expect(types.exitCode).toBe(1);
    expect(types.remarks).toMatch(/index\.ts:\d+:\d+: /);
  });

  test('what `exclude` names, secrets and installed modules stay out of the package', async () => {
    await project(
      'lean',
      { ...PYTHON, exclude: ['tests/**'] },
      {
        'app.py': 'import os\ndef handler(e, c): return sorted(os.listdir("/var/task"))\n',
        'tests/big.bin': 'x'.repeat(10_000),
        'node_modules/left/over.js': '',
        '.env': 'PASSWORD=1\n',
      },
    );
    await skein.run(['deploy', 'lean']);
    expect((await skein.run(['invoke', 'lean'])).output).toBe('["app.py"]\n');
  });
});

describe('exit codes, errors that say what, why and what to do', () => {
  test.each([
    [['lst'], 2, "unknown command 'lst'\n(Did you mean list?)"],
    [['invoke'], 2, "missing required argument 'name'"],
    [['logs', 'echo', '--limit', '0'], 2, 'It must be a whole number from 1 to 1000.'],
    [['deploy', 'nowhere'], 2, '`skein init nowhere` makes one.'],
    [['list', '--endpoint', 'http://127.0.0.1:9'], 4, 'Start one with `skein up`'],
    [['list', '--endpoint', 'nonsense'], 1, "'nonsense' is not the address of a server"],
    [['show', 'nobody'], 1, '`skein list` shows what exists.'],
  ])('%j', async (words, exitCode, text) => {
    const result = await skein.run(words);
    expect(result).toMatchObject({ exitCode, output: '' });
    expect(result.remarks).toContain(text);
  });

  test('with --json errors are JSON too', async () => {
    const { remarks, exitCode } = await skein.run(['show', 'nobody', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(remarks)).toEqual({
      error: { code: 'function_not_found', message: 'Function nobody does not exist.', remedy: expect.any(String) },
    });
  });

  test.each([
    ['an unknown field', { ...PYTHON, memory: 128 }, 'Unrecognized key: "memory"'],
    ['a missing handler', { runtime: 'python3.11' }, 'handler: '],
    ['a value of the wrong kind', { ...PYTHON, environment: { A: 1 } }, 'environment.A: '],
  ])('a skein.json with %s', async (_, settings, text) => {
    await project('mistaken', settings, {});
    const { exitCode, remarks } = await skein.run(['deploy', 'mistaken']);
    expect(exitCode).toBe(2);
    expect(remarks).toContain(text);
  });

  test('every command has its own help', async () => {
    const { output, exitCode } = await skein.run(['--help']);
    expect(exitCode).toBe(0);
    const names = [...output.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name ?? '').filter((name) => name !== 'help');
    expect(names).toEqual(expect.arrayContaining(['up', 'init', 'deploy', 'invoke', 'logs', 'list', 'show', 'delete', 'doctor']));
    for (const name of names) expect((await skein.run([name, '--help'])).output).toMatch(new RegExp(`^Usage: skein ${name}`));
  });
});
