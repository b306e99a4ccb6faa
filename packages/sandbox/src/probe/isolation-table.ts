/**
 * What hostile functions try in the escape suite (`tests/security`), and how far the `process` driver lets them come. Drivers that
 * isolate stop every one of them. The suite compares this table with what really happens, and `skein doctor` prints it.
 */
import type { UnstoppedAttempt } from '../driver.ts';

/** When an attempt succeeds: for every server, only when the server runs as root, only where there are no control groups, or never. */
export type SuccessCondition = 'always' | 'as root' | 'without control groups' | 'never';

export type EscapeArea = 'files' | 'processes' | 'network' | 'kernel' | 'limits';

export interface EscapeAttempt {
  readonly area: EscapeArea;
  /** The words by which tests and documents know it. */
  readonly attempt: string;
  /** When it succeeds with the `process` driver. */
  readonly underProcess: SuccessCondition;
}

function ofArea(area: EscapeArea, attempts: Readonly<Record<string, SuccessCondition>>): EscapeAttempt[] {
  return Object.entries(attempts).map(([attempt, underProcess]) => ({ area, attempt, underProcess }));
}

export const ESCAPE_ATTEMPTS: readonly EscapeAttempt[] = [
  ...ofArea('files', {
    'read /etc/shadow': 'as root',
    "read another function's code": 'always',
    'read the data folder': 'always',
    'write outside /tmp': 'always',
    'write its own code': 'always',
    'follow symbolic links to the host': 'always',
    'open files by handle, past the mounts': 'as root',
    'open devices of the host': 'as root',
  }),
  ...ofArea('processes', {
    'read host processes': 'always',
    'read the environment of host processes': 'always',
    'signal host processes': 'always',
    'escape through /proc/1/root': 'always',
    'open descriptors of other processes through /proc': 'always',
    'use inherited file descriptors': 'never',
    'write to /proc/sys': 'as root',
    'write to other files of the kernel in /proc': 'always',
    'become root': 'as root',
    'reach another sandbox: its processes': 'always',
    'reach another sandbox: its files': 'always',
    'reach another sandbox: its shared memory': 'always',
  }),
  ...ofArea('network', {
    "reach the server's port": 'always',
    "reach the host's loopback": 'always',
    "reach the host's network": 'always',
    'reach another sandbox: its loopback': 'always',
    'raw sockets': 'as root',
  }),
  ...ofArea('kernel', {
    mount: 'as root',
    'change the root folder': 'as root',
    ptrace: 'always',
    keyctl: 'always',
    bpf: 'as root',
    io_uring: 'always',
    'user namespaces': 'always',
    "sockets to the virtual machine's host and the kernel's ciphers": 'always',
    'go round the system call filter': 'always',
    'administer the machine': 'as root',
  }),
  ...ofArea('limits', {
    'raise resource limits': 'as root',
    'write control group files': 'as root',
    'start more processes than allowed': 'without control groups',
    'start more threads than allowed': 'without control groups',
    'use more memory than allowed': 'without control groups',
    'use more memory than allowed, in files that lie in memory': 'without control groups',
    'use more memory than allowed, in transit on connections': 'without control groups',
    'fill /tmp': 'always',
    'fill the log': 'never',
  }),
];

/** What a driver does not stop, as people are told. */
export function notStoppedBy({ isolating }: { readonly isolating: boolean }): UnstoppedAttempt[] {
  if (isolating) return [];
  const open = ESCAPE_ATTEMPTS.filter(({ underProcess }) => underProcess !== 'never');
  return open.map(({ area, attempt, underProcess }) => ({ area, attempt, when: underProcess }));
}
