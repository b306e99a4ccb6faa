import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findLauncherPython } from '../../src/launcher/find-launcher-python.ts';
import { processRequest } from '../support/launcher-fixture.ts';
import { temporaryFolder } from '../support/folders.ts';

const LAUNCHER_DIR = fileURLToPath(new URL('../../src/launcher', import.meta.url));

test('what is most urgent is done first, also what comes in while something else is done', async () => {
  const source = `
import sys
sys.path.insert(0, sys.argv[1])
from events import EventLoop
loop = EventLoop()
def start_one():
    print("start 1")
    loop.soon(0, lambda: print("code"))
loop.soon(3, lambda: (print("disk"), loop.stop()))
loop.soon(2, start_one)
loop.soon(2, lambda: print("start 2"))
loop.run()`;
  const { stdout } = await promisify(execFile)(await findLauncherPython('test'), ['-I', '-B', '-c', source, LAUNCHER_DIR]);
  expect(stdout.trim().split('\n')).toEqual(['start 1', 'code', 'start 2', 'disk']);
});

test('code is given before sandboxes are killed, and both before any is started', async () => {
  const runDir = await mkdtemp(path.join(await temporaryFolder(), `skein-${process.pid}-`));
  const launcher = spawn(await findLauncherPython('test'), ['-I', '-S', '-B', path.join(LAUNCHER_DIR, 'launcher.py'), runDir], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answered: unknown[] = [];
  const answers = createInterface({ input: launcher.stdout })[Symbol.asyncIterator]();
  const say = (...requests: object[]): boolean => launcher.stdin.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  const first = processRequest(runDir, 'first', ['/bin/sleep', '100']);
  say({ id: 1, operation: 'start', ...first });
  await answers.next();
  // All in one piece, so that the launcher has the choice.
  say(
    { id: 2, operation: 'start', ...processRequest(runDir, 'second', ['/bin/sleep', '100']) },
    { id: 3, operation: 'kill', sandbox: 'unknown' },
    { id: 4, operation: 'specialise', sandbox: 'first', limits: first.limits },
  );
  while (answered.length < 3) answered.push((JSON.parse(String((await answers.next()).value)) as { id: number }).id);
  launcher.stdin.end();
  await once(launcher, 'exit');
  expect(answered).toEqual([4, 3, 2]);
});
