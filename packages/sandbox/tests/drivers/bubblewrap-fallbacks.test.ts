import { describe, expect, test } from 'vitest';
import { because, bubblewrapMissing, openDriver, startFunction } from '../support/driver-fixture.ts';
import { codeOf } from '../support/folders.ts';
import { isRoot } from '../support/interpreters.ts';

const MEGABYTE = 1024 * 1024;
const missingReason = await bubblewrapMissing();
const reason = missingReason || (!isRoot && 'these are the ways of root with a part taken away');

describe.skipIf(reason)(`bubblewrap driver: limits and isolation where parts of the machine are missing${because(reason)}`, () => {
  test('without user namespaces a function still has a host user of its own and no capabilities', async () => {
    const driver = await openDriver('bubblewrap', { without: ['userNamespaces'] });
    const one = await startFunction(driver);
    const two = await startFunction(driver);
    const users = [];
    for (const { conversation } of [one, two]) users.push(await conversation.ask('import os; answer = os.getuid()'));
    expect(new Set(users).size).toBe(2);
    for (const user of users) expect(user).toBeGreaterThan(1_000_000_000);
    const status = await one.conversation.ask('answer = open("/proc/self/status").read()');
    expect(status).toMatch(/CapEff:\t0{16}\n/);
    expect(status).toMatch(/CapBnd:\t0{16}\n/);
    expect(status).toMatch(/NoNewPrivs:\t1\n/);
    expect(status).toMatch(/Seccomp:\t2\n/);
    expect(await one.conversation.ask('import os; answer = os.listdir("/var/task")')).toEqual(['function.py']);
    expect(await one.conversation.ask('open("/tmp/file", "w").write("x"); answer = "written"')).toBe('written');
    expect(driver.findings.find(({ name }) => name === 'users')).toMatchObject({ ok: false, remedy: expect.stringContaining('sysctl') });
  });

  test('without loop devices `/tmp` is memory, still answers ENOSPC, and does not take from MemorySize', async () => {
    const driver = await openDriver('bubblewrap', { without: ['loopDevices'] });
    const { conversation, sandbox } = await startFunction(driver, await codeOf({}, { memoryMb: 128 }));
    const fill = `
import errno
answer = None
with open("/tmp/file", "wb", buffering=0) as file:
    try:
        for _ in range(600):
            file.write(bytes(${MEGABYTE}))
    except OSError as error:
        answer = [errno.errorcode[error.errno], file.tell() // ${MEGABYTE}]`;
    expect(await conversation.ask(fill)).toEqual(['ENOSPC', 512]);
    expect((await sandbox.destroy()).outOfMemory).toBe(false);
    expect(driver.findings.find(({ name }) => name === '/tmp')).toMatchObject({ ok: false });
  });

  test('without control groups memory and processes are limited by rlimit', async () => {
    const driver = await openDriver('bubblewrap', { without: ['controlGroups'] });
    const { conversation, sandbox } = await startFunction(driver, await codeOf({}, { memoryMb: 256 }));
    expect(await conversation.ask('answer = len(bytearray(150 * 1024 * 1024))')).toBe(150 * MEGABYTE);
    expect(await conversation.ask('bytearray(400 * 1024 * 1024)')).toMatchObject({ error: 'MemoryError' });
    const limit = 'import resource; answer = resource.getrlimit(resource.RLIMIT_NPROC)[1]';
    expect(await conversation.ask(limit)).toBe(1024);
    expect(sandbox.meter.peakMemoryBytes()).toBeGreaterThan(150 * MEGABYTE);
    sandbox.meter.reset();
    await conversation.ask('answer = 1');
    expect(sandbox.meter.peakMemoryBytes()).toBeLessThan(60 * MEGABYTE);
    expect(driver.findings.find(({ name }) => name === 'limits')).toMatchObject({ ok: false });
  });

  test('without mounts into running sandboxes they start with their code', async () => {
    const driver = await openDriver('bubblewrap', { without: ['lateMounts'] });
    expect(driver.takesCodeLater).toBe(false);
    const { conversation } = await startFunction(driver, await codeOf({ 'function.py': '' }, { ephemeralStorageMb: 600 }));
    expect(await conversation.ask('import os; answer = os.listdir("/var/task")')).toEqual(['function.py']);
    expect(await conversation.ask('open("/var/task/new", "w")')).toMatchObject({ error: 'OSError' });
    expect(await conversation.ask('s = os.statvfs("/tmp"); answer = s.f_bavail * s.f_bsize')).toBe(600 * MEGABYTE);
  });
});
