import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { ProbeFinding, SandboxExit } from '../../src/index.ts';
import { because, bubblewrapMissing } from '../support/driver-fixture.ts';
import { codeOf, temporaryFolder } from '../support/folders.ts';
import { isRoot } from '../support/interpreters.ts';

const reason = (await bubblewrapMissing()) || (!isRoot && 'without root all other tests run as an ordinary user');

/** Nobody's number. */
const ORDINARY_USER = 54_321;
const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url));
const ROOT = path.dirname(path.normalize(`${PACKAGES}/`));

interface Report {
  readonly takesCodeLater: boolean;
  readonly runsAsOtherUsers: boolean;
  readonly findings: readonly ProbeFinding[];
  readonly answers: Readonly<Record<string, unknown>>;
  readonly peakMemoryBytes: number;
  readonly exit: SandboxExit;
}

/** The repository may be closed to other users, and the Node.js in it: so they are given copies. */
async function copyRepository(target: string): Promise<string> {
  for (const name of ['contracts', 'runtimes', 'sandbox']) {
    await cp(path.join(PACKAGES, name), path.join(target, 'packages', name), {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules',
    });
    await mkdir(path.join(target, 'node_modules/@skein'), { recursive: true });
    await symlink(`../../packages/${name}`, path.join(target, 'node_modules/@skein', name));
  }
  await cp(path.join(ROOT, 'node_modules/zod'), path.join(target, 'node_modules/zod'), { recursive: true });
  await copyFile(process.execPath, path.join(target, 'node'));
  await promisify(execFile)('chmod', ['-R', 'a+rX', target]);
  return path.join(target, 'node');
}

test.skipIf(reason)(
  `namespaces (mount, pid, ipc, uts, net; user when not root): an ordinary user's server isolates functions too${because(reason)}`,
  async () => {
    const folder = await temporaryFolder();
    const node = await copyRepository(folder);
    const dataDir = path.join(folder, 'data');
    await mkdir(dataDir);
    await chown(dataDir, ORDINARY_USER, ORDINARY_USER);
    await chmod(dataDir, 0o700);
    const { codeDir } = await codeOf({ 'function.py': '' });
    const program = path.join(folder, 'packages/sandbox/tests/support/unprivileged-program.ts');
    const become = ['--reuid', String(ORDINARY_USER), '--regid', String(ORDINARY_USER), '--clear-groups', '--inh-caps', '-all'];
    const { stdout } = await promisify(execFile)('setpriv', [...become, node, program, dataDir, codeDir], {
      env: { HOME: dataDir },
      cwd: folder,
    });
    const { answers, ...report } = JSON.parse(stdout) as Report;

    expect(report).toMatchObject({ takesCodeLater: true, runsAsOtherUsers: false, exit: { signal: 'SIGKILL' } });
    expect(report.peakMemoryBytes).toBeGreaterThan(64 * 1024 * 1024);
    expect(answers['user']).toBe(993);
    for (const line of [/CapEff:\t0{16}\n/, /CapBnd:\t0{16}\n/, /NoNewPrivs:\t1\n/, /Seccomp:\t2\n/])
      expect(answers['status']).toMatch(line);
    expect(answers['root']).toEqual(expect.not.arrayContaining(['home', 'root']));
    expect(answers['code']).toEqual(['function.py']);
    expect(answers['writeCode']).toHaveProperty('error');
    expect(answers['interfaces']).toEqual(['lo']);
    expect(answers['temporaryBytes']).toBe(512 * 1024 * 1024);
    expect(answers['writeTemporary']).toBe(4);
    expect(answers['little']).toBe(64 * 1024 * 1024);
    expect(answers['much']).toMatchObject({ error: 'MemoryError' });
    expect(answers['nodeLittle']).toBe(64 * 1024 * 1024);
    expect(answers['nodeMuch']).toHaveProperty('error');
  },
);
