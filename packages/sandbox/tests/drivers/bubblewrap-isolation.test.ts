import { chmod, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { because, bubblewrapMissing, openDriver, startFunction, startTalking } from '../support/driver-fixture.ts';
import { processesWith, uniqueSleep, until } from '../support/processes.ts';
import { codeOf, temporaryFolder } from '../support/folders.ts';
import { interpreterOf, isRoot, missing } from '../support/interpreters.ts';

const reason = await bubblewrapMissing();

/** Python that reads a field of /proc/self/status. */
const statusField = (name: string): string =>
  `answer = [line.split(":")[1].strip() for line in open("/proc/self/status") if line.startswith("${name}:")][0]`;

describe.skipIf(reason)(`bubblewrap driver: what a function cannot do${because(reason)}`, () => {
  test('no capabilities', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(Number(await conversation.ask(statusField(set))), set).toBe(0);
    }
  });

  test('no new privileges, seccomp filter', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask(statusField('NoNewPrivs'))).toBe('1');
    expect(await conversation.ask(statusField('Seccomp'))).toBe('2');
    const ofFirst = await conversation.ask('answer = open("/proc/1/status").read()');
    for (const line of [/CapEff:\t0{16}\n/, /NoNewPrivs:\t1\n/, /Seccomp:\t2\n/])
      expect(ofFirst, 'process 1, which runs as the same user').toMatch(line);
    const seen = await conversation.ask(
      'import subprocess; answer = subprocess.run(["grep", "Seccomp:", "/proc/self/status"], capture_output=True).stdout.decode()',
    );
    expect(seen, 'children keep the filter').toContain('2');
  });

  test.skipIf(!isRoot)('host user never root and not shared by two functions (needs root)', async () => {
    const driver = await openDriver('bubblewrap');
    expect(driver.runsAsOtherUsers).toBe(true);
    const users = [];
    for (const id of ['one', 'two']) {
      const { conversation } = await startFunction(driver, undefined, { id });
      const seconds = uniqueSleep();
      await conversation.ask(`import subprocess; subprocess.Popen(["sleep", "${seconds}"])`);
      // A process that has just begun another program has no words for a moment.
      await until(async () => (await processesWith(`sleep ${seconds}`)).length > 0);
      const [process] = await processesWith(`sleep ${seconds}`);
      users.push(process?.uid);
    }
    expect(new Set(users).size).toBe(2);
    for (const user of users) expect(user).toBeGreaterThan(1_000_000_000);
  });

  test('namespaces: another user inside, its own processes, host name and groups', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import os; answer = [os.getuid(), os.getgid(), os.getgroups()]')).toEqual([
      993,
      990,
      isRoot ? [] : expect.anything(),
    ]);
    expect(await conversation.ask('answer = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())')).toEqual([1, 2]);
    expect(await conversation.ask('answer = os.uname().nodename')).toBe('sandbox');
    expect(await conversation.ask('import pwd; answer = pwd.getpwuid(os.getuid()).pw_name')).toBe('sandbox');
  });

  test('every namespace is another one than the host has', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    for (const kind of ['mnt', 'pid', 'ipc', 'uts', 'net', 'user', 'cgroup']) {
      const inside = await conversation.ask(`import os; answer = os.readlink("/proc/self/ns/${kind}")`);
      expect(inside, kind).not.toBe(await readlink(`/proc/self/ns/${kind}`));
    }
  });

  test("no network in this issue except by the operator's `host` setting", async () => {
    const driver = await openDriver('bubblewrap');
    const interfaces = 'answer = sorted(line.split(":")[0].strip() for line in list(open("/proc/net/dev"))[2:])';
    const closed = await startFunction(driver);
    expect(await closed.conversation.ask(interfaces)).toEqual(['lo']);
    expect(await closed.conversation.ask('import socket; socket.create_connection(("1.1.1.1", 53), 1)')).toMatchObject({
      error: 'OSError',
    });
    const open = await startFunction(driver, undefined, { network: 'host' });
    const ofHost = (await readFile('/proc/net/dev', 'utf8')).trim().split('\n').slice(2);
    expect(await open.conversation.ask(interfaces)).toEqual(ofHost.map((line) => line.split(':')[0]?.trim() ?? '').toSorted());
  });

  test('loopback works inside', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    const source =
      'import socket; server = socket.create_server(("127.0.0.1", 0)); client = socket.create_connection(server.getsockname()); answer = "connected"';
    expect(await conversation.ask(source)).toBe('connected');
  });

  test('read-only system, host files invisible', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'secret'), 'of the host');
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import os; answer = sorted(os.listdir("/"))')).toEqual(
      expect.not.arrayContaining(['home', 'root', 'sys', 'run', 'mnt', 'srv', 'boot', 'opt']),
    );
    expect(await conversation.ask(`answer = os.path.exists(${JSON.stringify(path.join(folder, 'secret'))})`)).toBe(false);
    for (const file of ['/etc/shadow', '/etc/machine-id', '/etc/ssh', '/var/lib', '/var/log', '/sys/kernel']) {
      expect(await conversation.ask(`answer = os.path.exists("${file}")`), file).toBe(false);
    }
    for (const place of ['/', '/usr', '/etc', '/var', '/var/runtime', '/dev', '/proc/sys/kernel/core_pattern']) {
      const write = `open("${place}" if os.path.isfile("${place}") else "${place}/x", "w")`;
      expect(await conversation.ask(write), place).toMatchObject({
        error: expect.stringMatching(/OSError|PermissionError|FileNotFoundError/),
      });
    }
  });

  test('own code read-only at /var/task', async () => {
    const code = await codeOf({ 'function.py': 'answer = 42', 'data/table.csv': 'a,b' });
    await chmod(code.codeDir, 0o777);
    await chmod(path.join(code.codeDir, 'function.py'), 0o666);
    const { conversation } = await startFunction(await openDriver('bubblewrap'), code);
    expect(await conversation.ask('import os; answer = sorted(os.listdir("/var/task"))')).toEqual(['data', 'function.py']);
    expect(await conversation.ask('answer = open("/var/task/data/table.csv").read()')).toBe('a,b');
    expect(await conversation.ask('open("/var/task/new", "w")')).toMatchObject({
      message: expect.stringContaining('Read-only file system'),
    });
    expect(await conversation.ask('os.rename("/var/task", "/var/other")')).toHaveProperty('error');
    expect(await conversation.ask('open("/var/task/function.py", "a")')).toMatchObject({
      message: expect.stringContaining('Read-only file system'),
    });
  });

  test('the environment of the server does not reach it', async () => {
    vi.stubEnv('SKEIN_TEST_SECRET', 'do not tell');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    const environment = await conversation.ask('import os; answer = sorted(os.environ)');
    expect(environment).toEqual(expect.not.arrayContaining(['SKEIN_TEST_SECRET', 'HOME', 'USER', 'SHELL']));
    expect(await conversation.ask('answer = b"SKEIN" in open("/proc/1/environ", "rb").read()')).not.toBe(true);
  });

  test('only its own pipes are open in it', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    expect(await conversation.ask('import os; answer = sorted(map(int, os.listdir("/proc/self/fd")))')).toEqual([0, 1, 2, 3, 1022, 1023]);
  });

  test('what is written to /dev/stderr by its path arrives in the log', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    await conversation.ask('import subprocess; subprocess.run(["sh", "-c", "echo to the log > /dev/stderr"], check=True)');
    expect(await conversation.log.next()).toBe('to the log');
  });

  test('denied system calls answer with an error', async () => {
    const { conversation } = await startFunction(await openDriver('bubblewrap'));
    await conversation.ask('import ctypes; libc = ctypes.CDLL(None, use_errno=True)');
    const errorOf = async (call: string): Promise<unknown> =>
      await conversation.ask(`ctypes.set_errno(0); libc.${call}; answer = ctypes.get_errno()`);
    expect(await errorOf('unshare(0x10000000)')).toBe(1);
    expect(await errorOf('ptrace(0, 0, 0, 0)')).toBe(1);
    expect(await errorOf('mount(b"none", b"/tmp", b"tmpfs", 0, None)')).toBe(1);
    expect(await errorOf('syscall(435, 0, 0)'), 'clone3').toBe(38);
    expect(await errorOf('socket(38, 5, 0)'), 'AF_ALG').toBe(97);
    expect(await conversation.ask('import threading; t = threading.Thread(target=lambda: None); t.start(); t.join(); answer = "ok"')).toBe(
      'ok',
    );
  });

  test.skipIf(missing('node'))('Node.js runs in it too', async () => {
    const driver = await openDriver('bubblewrap');
    const code = await codeOf({ 'index.mjs': 'export const answer = 42;' });
    const { conversation } = await startFunction(driver, code, { interpreter: interpreterOf('node') });
    expect(await conversation.ask('import("/var/task/index.mjs").then((module) => module.answer)')).toBe(42);
    expect(await conversation.ask('process.getuid()')).toBe(993);
  });

  test('a sandbox without code sees no code', async () => {
    const driver = await openDriver('bubblewrap');
    const { conversation } = await startTalking(driver);
    expect(await conversation.ask('import os; answer = os.listdir("/var/task") + os.listdir("/tmp")')).toEqual([]);
  });
});
