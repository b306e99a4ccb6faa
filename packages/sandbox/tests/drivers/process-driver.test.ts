import { access, readdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDriver, startFunction, startTalking } from '../support/driver-fixture.ts';
import { codeOf } from '../support/folders.ts';
import { interpreterOf, missing } from '../support/interpreters.ts';
import { processesWith, uniqueSleep, until } from '../support/processes.ts';

describe('process driver (development, said loudly)', () => {
  test('it says that it isolates nothing', async () => {
    const driver = await openDriver('process');
    expect(driver).toMatchObject({ name: 'process', isolating: false, takesCodeLater: true, runsAsOtherUsers: false });
    expect(driver.findings).toContainEqual(expect.objectContaining({ name: 'isolation', ok: false }));
  });

  test('code is used where it lies', async () => {
    const { sandbox, conversation } = await startTalking(await openDriver('process'));
    const code = await codeOf({ 'data.txt': 'text' });
    const place = await sandbox.specialise(code);
    expect(place.codeDir).toBe(code.codeDir);
    expect(await conversation.ask(`answer = open(${JSON.stringify(`${place.codeDir}/data.txt`)}).read()`)).toBe('text');
  });

  test('a minimal clean environment, and a private temporary folder that is removed afterwards', async () => {
    vi.stubEnv('SKEIN_TEST_SECRET', 'do not tell');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { sandbox, conversation } = await startTalking(await openDriver('process'));
    const { environment } = await sandbox.specialise(await codeOf({}));
    expect(await conversation.ask('import os; answer = sorted(os.environ)')).toEqual(['LANG', 'PATH', 'TMPDIR']);
    expect(await conversation.ask('import tempfile; open(tempfile.mktemp(), "w").close(); answer = tempfile.gettempdir()')).toBe(
      environment['TMPDIR'],
    );
    expect(await readdir(environment['TMPDIR'] ?? '')).toHaveLength(1);
    await sandbox.destroy();
    await until(
      async () =>
        await access(environment['TMPDIR'] ?? '').then(
          () => false,
          () => true,
        ),
    );
  });

  test('no new privileges, a session of its own, and only its own pipes', async () => {
    const { conversation } = await startTalking(await openDriver('process'));
    expect(await conversation.ask('answer = "NoNewPrivs:\\t1" in open("/proc/self/status").read()')).toBe(true);
    expect(await conversation.ask('import os; answer = os.getsid(0) != 0 and os.getpgid(0) == os.getsid(0)')).toBe(true);
    expect(await conversation.ask('answer = sorted(map(int, os.listdir("/proc/self/fd")))')).toEqual([0, 1, 2, 3, 1022, 1023]);
  });

  test('floci#485: killed as a tree', async () => {
    const { sandbox, conversation } = await startTalking(await openDriver('process'));
    const seconds = uniqueSleep();
    await conversation.ask(`import subprocess; subprocess.Popen(["setsid", "sh", "-c", "sleep ${seconds} & sleep ${seconds}"])`);
    await until(async () => (await processesWith(`sleep ${seconds}`)).length >= 2);
    expect(await sandbox.destroy()).toMatchObject({ signal: 'SIGKILL' });
    expect(await processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  test('it measures memory', async () => {
    const { sandbox, conversation } = await startFunction(await openDriver('process'), await codeOf({}, { memoryMb: 512 }));
    sandbox.meter.reset();
    await conversation.ask('answer = len(bytearray(200 * 1024 * 1024))');
    expect(sandbox.meter.peakMemoryBytes()).toBeGreaterThan(200 * 1024 * 1024);
    await sandbox.destroy();
    expect(sandbox.meter.peakMemoryBytes()).toBeGreaterThan(200 * 1024 * 1024);
  });

  test.skipIf(missing('node'))('Node.js runs in it too', async () => {
    const { conversation } = await startFunction(await openDriver('process'), undefined, { interpreter: interpreterOf('node') });
    expect(await conversation.ask('6 * 7')).toBe(42);
  });
});
