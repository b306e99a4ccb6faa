import { chmod, cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { because, bubblewrapMissing, openDriver, startFunction, startTalking } from '../support/driver-fixture.ts';
import { codeOf, temporaryFolder } from '../support/folders.ts';
import { isRoot } from '../support/interpreters.ts';
import { TEST_RUNTIMES } from '../support/test-runtimes.ts';

const reason = await bubblewrapMissing();

describe.skipIf(reason)(
  `bubblewrap driver: pre-warmed code-less sandboxes, code and limits given at the first call${because(reason)}`,
  () => {
    test('a running sandbox is given its code', async () => {
      const driver = await openDriver('bubblewrap');
      expect(driver.takesCodeLater).toBe(true);
      const { sandbox, conversation } = await startTalking(driver);
      const code = await codeOf({ 'function.py': 'def handler(event, context):\n    return 42', 'package/deep/data.txt': 'text' });
      expect(await sandbox.specialise(code)).toEqual({ codeDir: '/var/task', environment: {} });
      const load =
        'import os, sys; os.chdir("/var/task"); sys.path.insert(0, "/var/task"); import function; answer = [function.handler(None, None), function.__file__, os.getcwd()]';
      expect(await conversation.ask(load)).toEqual([42, '/var/task/function.py', '/var/task']);
      expect(await conversation.ask('answer = open("package/deep/data.txt").read()')).toBe('text');
    });

    test('the host sees none of the mounts', async () => {
      const code = await codeOf({ 'function.py': '' });
      await startFunction(await openDriver('bubblewrap'), code);
      const mounts = await readFile('/proc/self/mountinfo', 'utf8');
      expect(mounts).not.toContain(code.codeDir);
      expect(mounts).not.toMatch(/\/dev\/loop\d+ .*nobarrier/);
    });

    test('two sandboxes of different code see only their own', async () => {
      const driver = await openDriver('bubblewrap');
      const one = await startFunction(driver, await codeOf({ one: '1' }));
      const two = await startFunction(driver, await codeOf({ two: '2' }));
      const list = 'import os; answer = os.listdir("/var/task")';
      expect([await one.conversation.ask(list), await two.conversation.ask(list)]).toEqual([['one'], ['two']]);
    });

    test('code that does not exist is refused, and the sandbox can be destroyed', async () => {
      const { sandbox } = await startTalking(await openDriver('bubblewrap'));
      const code = { codeDir: '/nonexistent/code', memoryMb: 128, ephemeralStorageMb: 512 };
      await expect(sandbox.specialise(code)).rejects.toMatchObject({ code: 'sandbox_failed' });
      expect(await sandbox.destroy()).toMatchObject({ signal: 'SIGKILL' });
    });

    test('a sandbox that is gone is not given anything, and its end tells so', async () => {
      const { sandbox } = await startTalking(await openDriver('bubblewrap'));
      await sandbox.destroy();
      await sandbox.specialise(await codeOf({}));
      expect(await sandbox.exited).toMatchObject({ signal: 'SIGKILL' });
    });

    test.skipIf(!isRoot)('limits are narrowed when code is given (needs root)', async () => {
      const { sandbox, conversation } = await startTalking(await openDriver('bubblewrap', { options: { cpu: 'proportional' } }));
      await sandbox.specialise(await codeOf({}, { memoryMb: 256 }));
      expect(await conversation.ask('answer = len(bytearray(150 * 1024 * 1024))')).toBe(150 * 1024 * 1024);
      conversation.tell('answer = len(bytearray(300 * 1024 * 1024))');
      expect(await sandbox.exited).toMatchObject({ outOfMemory: true });
    });

    test('a runtime in a folder that sandbox users cannot enter still runs', async () => {
      const closed = path.join(await temporaryFolder(), 'closed');
      await cp(TEST_RUNTIMES.dir, closed, { recursive: true });
      await chmod(closed, 0o700);
      const driver = await openDriver('bubblewrap', { options: { runtimes: { ...TEST_RUNTIMES, dir: closed } } });
      const { conversation } = await startFunction(driver);
      expect(await conversation.ask('answer = 1')).toBe(1);
    });

    test('the second start of a Python runs compiled code, and its errors still name the source', async () => {
      const driver = await openDriver('bubblewrap');
      const started = async (): Promise<string[]> =>
        (await startFunction(driver)).conversation.ask(
          'import sys; answer = [sys.argv[0], sys._getframe(1).f_code.co_filename]',
        ) as Promise<string[]>;
      const source = '/var/runtime/evaluate.py';
      expect(await started()).toEqual([source, source]);
      let files = await started();
      for (let attempt = 0; attempt < 100 && files[0] === source; attempt++) files = await started();
      expect(files).toEqual([expect.stringMatching(/^\/var\/runtime\/evaluate-3\.\d+\.\d+-\d\.pyc$/), source]);
    });
  },
);
