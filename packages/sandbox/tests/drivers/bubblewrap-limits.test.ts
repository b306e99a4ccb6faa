import { SANDBOX_PIDS_MAX } from '@skein/contracts';
import { describe, expect, test } from 'vitest';
import { because, bubblewrapMissing, openDriver, startFunction } from '../support/driver-fixture.ts';
import { codeOf } from '../support/folders.ts';
import { isRoot } from '../support/interpreters.ts';

const reason = (await bubblewrapMissing()) || (!isRoot && 'control groups and loop devices need root');
const MEGABYTE = 1024 * 1024;

/** Python that fills `/tmp/file` with so many megabytes and tells how many were written, or the error number. */
const fill = (megabytes: number): string => `
import errno
written, block = 0, bytes(${MEGABYTE})
answer = None
with open("/tmp/file", "wb", buffering=0) as file:
    try:
        while written < ${megabytes}:
            file.write(block)
            written += 1
        answer = written
    except OSError as error:
        answer = {"written": written, "error": errno.errorcode[error.errno]}
`;

describe.skipIf(reason)(`bubblewrap driver: limits${because(reason)}`, () => {
  test('`/tmp` of 512 MB by default that answers ENOSPC when full and is not part of MemorySize', async () => {
    const { conversation, sandbox } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import os; s = os.statvfs("/tmp"); answer = s.f_bavail * s.f_bsize')).toBeGreaterThanOrEqual(
      512 * MEGABYTE,
    );
    const { written, error } = (await conversation.ask(fill(2_000))) as { written: number; error: string };
    expect(error).toBe('ENOSPC');
    expect(written).toBeGreaterThanOrEqual(511);
    expect(written).toBeLessThan(530);
    expect(await conversation.ask('os.unlink("/tmp/file"); answer = "alive"')).toBe('alive');
    expect((await sandbox.destroy()).outOfMemory).toBe(false);
  });

  test('another EphemeralStorage is given when it is asked for', async () => {
    const code = await codeOf({}, { ephemeralStorageMb: 1024 });
    const { conversation } = await startFunction(await openDriver('bubblewrap'), code);
    const free = await conversation.ask('import os; s = os.statvfs("/tmp"); answer = s.f_bavail * s.f_bsize');
    expect(free).toBeGreaterThanOrEqual(1024 * MEGABYTE);
    expect(free).toBeLessThan(1100 * MEGABYTE);
  });

  test('`/tmp` is private: nosuid, nodev, but programs in it run', async () => {
    const driver = await openDriver('bubblewrap');
    const one = await startFunction(driver);
    const two = await startFunction(driver);
    await one.conversation.ask('open("/tmp/mine", "w").write("secret")');
    expect(await two.conversation.ask('import os; answer = os.listdir("/tmp")')).toEqual([]);
    const script = 'import os, subprocess; open("/tmp/run", "w").write("#!/bin/sh\\necho ran"); os.chmod("/tmp/run", 0o755); ';
    expect(await two.conversation.ask(`${script}answer = subprocess.run(["/tmp/run"], capture_output=True).stdout.decode()`)).toBe('ran\n');
    const mount = await two.conversation.ask('answer = [line for line in open("/proc/mounts") if " /tmp " in line][0]');
    expect(mount).toContain('nosuid');
    expect(mount).toContain('nodev');
  });

  test('limit for memory: a function that uses more is killed, and the exit says why', async () => {
    const { conversation, sandbox } = await startFunction(await openDriver('bubblewrap'), await codeOf({}, { memoryMb: 128 }));
    conversation.tell('hoard = bytearray(300 * 1024 * 1024)');
    expect(await sandbox.exited).toMatchObject({ signal: 'SIGKILL', outOfMemory: true });
    expect(sandbox.meter.peakMemoryBytes()).toBeGreaterThan(100 * MEGABYTE);
    expect(sandbox.meter.peakMemoryBytes()).toBeLessThanOrEqual(128 * MEGABYTE);
  });

  test('limit for memory: children count, and one that was killed is told of when the function then ends', async () => {
    const { conversation, sandbox } = await startFunction(await openDriver('bubblewrap'), await codeOf({}, { memoryMb: 128 }));
    const child =
      'import subprocess, sys; answer = subprocess.run([sys.executable, "-I", "-S", "-c", "x = bytearray(300 * 1024 * 1024)"]).returncode';
    expect(await conversation.ask(child)).toBe(-9);
    conversation.tell('import os; os._exit(1)');
    expect(await sandbox.exited).toEqual({ code: 1, signal: null, outOfMemory: true });
  });

  test("limit for memory: what fits is allowed, and the limit is the function's own", async () => {
    const driver = await openDriver('bubblewrap');
    const { conversation, sandbox } = await startFunction(driver, await codeOf({}, { memoryMb: 512 }));
    sandbox.meter.reset();
    expect(await conversation.ask('hoard = bytearray(300 * 1024 * 1024); answer = len(hoard)')).toBe(300 * MEGABYTE);
    expect(sandbox.meter.peakMemoryBytes()).toBeGreaterThan(300 * MEGABYTE);
    await conversation.ask('del hoard');
    sandbox.meter.reset();
    await conversation.ask('answer = 1');
    expect(sandbox.meter.peakMemoryBytes()).toBeLessThan(50 * MEGABYTE);
  });

  test('limit for processes: a fork bomb stops at the limit', async () => {
    const { conversation, sandbox } = await startFunction(await openDriver('bubblewrap'), await codeOf({}, { memoryMb: 1024 }));
    const bomb = `
import os, time
forked = 0
try:
    while forked < 2000:
        if os.fork() == 0:
            time.sleep(100)
            os._exit(0)
        forked += 1
except BlockingIOError:
    pass
answer = forked`;
    const forked = await conversation.ask(bomb);
    expect(forked).toBeGreaterThan(900);
    expect(forked).toBeLessThan(1024);
    await sandbox.destroy();
  });

  test('limit for processes: the host user of the sandbox has it too, so that one too many is refused before it is made', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import resource; answer = resource.getrlimit(resource.RLIMIT_NPROC)')).toEqual([
      SANDBOX_PIDS_MAX,
      SANDBOX_PIDS_MAX,
    ]);
  });

  test('limit for the processor: at most one core per sandbox by default', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    // Two processes that work for a second of time each need two seconds of a core.
    const work = `
import os, resource, time
began = time.monotonic()
for _ in range(2):
    if os.fork() == 0:
        while time.monotonic() - began < 1:
            pass
        os._exit(0)
for _ in range(2):
    os.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
answer = (used.ru_utime + used.ru_stime) / (time.monotonic() - began)`;
    expect(await conversation.ask(work)).toBeLessThan(1.25);
  });

  test('no core files, limited descriptors', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import resource; answer = resource.getrlimit(resource.RLIMIT_CORE)')).toEqual([0, 0]);
    expect(await conversation.ask('answer = resource.getrlimit(resource.RLIMIT_NOFILE)')).toEqual([1024, 1024]);
  });

  test('shared memory is memory, and limited', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    const { written, error } = (await conversation.ask(fill(2_000).replaceAll('/tmp/file', '/dev/shm/file'))) as {
      written: number;
      error: string;
    };
    expect(error).toBe('ENOSPC');
    expect(written).toBe(64);
  });
});
