import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSeccomp, SECCOMP_ALLOW, SECCOMP_KILL_PROCESS } from '../../src/drivers/bubblewrap/seccomp/compile.ts';
import { SECCOMP_POLICY } from '../../src/drivers/bubblewrap/seccomp/policy.ts';
import {
  AUDIT_ARCHITECTURES,
  HIGHEST_KNOWN_SYSCALL,
  SYSCALL_NUMBERS,
  syscallNumber,
} from '../../src/drivers/bubblewrap/seccomp/syscall-numbers.ts';
import type { SeccompArchitecture } from '../../src/drivers/bubblewrap/seccomp/syscall-numbers.ts';
import { runBpf } from '../support/run-bpf.ts';

const ARCHITECTURES: readonly SeccompArchitecture[] = ['x64', 'arm64'];
const ERRNO = 0x00050000;
const EPERM = ERRNO | constants.errno.EPERM;
const ENOSYS = ERRNO | constants.errno.ENOSYS;
const EAFNOSUPPORT = ERRNO | constants.errno.EAFNOSUPPORT;
const X32_BIT = 0x40000000;

/** What the policy says of a call by number, worked out without the compiler. Calls judged by their arguments are left out. */
function expected(number: number, architecture: SeccompArchitecture): number {
  const isOneOf = (names: readonly string[]): boolean => names.some((name) => syscallNumber(name, architecture) === number);
  if (isOneOf(SECCOMP_POLICY.denied.flatMap(({ names }) => names))) return EPERM;
  if (number > HIGHEST_KNOWN_SYSCALL || isOneOf(SECCOMP_POLICY.unavailable)) return ENOSYS;
  return SECCOMP_ALLOW;
}

const isJudgedByArguments = (number: number, architecture: SeccompArchitecture): boolean =>
  ['clone', 'socket'].some((name) => syscallNumber(name, architecture) === number);

describe.each(ARCHITECTURES)('seccomp filter generated from a readable list (%s)', (architecture) => {
  const filter = compileSeccomp(SECCOMP_POLICY, architecture);
  const judge = (call: { number: number; arguments?: number[]; auditArchitecture?: number }): number =>
    runBpf(filter, { auditArchitecture: AUDIT_ARCHITECTURES[architecture], arguments: [], ...call });

  test('denies exactly what the list names', () => {
    const numbers = Array.from({ length: HIGHEST_KNOWN_SYSCALL + 1 }, (_, number) => number);
    const others = numbers.filter((number) => !isJudgedByArguments(number, architecture));
    expect(others.map((number) => judge({ number }))).toEqual(others.map((number) => expected(number, architecture)));
  });

  test('answers that calls newer than the list do not exist', () => {
    fc.assert(
      fc.property(fc.integer({ min: HIGHEST_KNOWN_SYSCALL + 1, max: X32_BIT - 1 }), (number) => {
        expect(judge({ number })).toBe(ENOSYS);
      }),
    );
  });

  test('kills a process that calls as another processor would', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.nat({ max: HIGHEST_KNOWN_SYSCALL }), (auditArchitecture, number) => {
        fc.pre(auditArchitecture !== AUDIT_ARCHITECTURES[architecture]);
        expect(judge({ number, auditArchitecture })).toBe(SECCOMP_KILL_PROCESS);
      }),
    );
  });

  test('lets a process be forked and threads be made, but not in namespaces of their own', () => {
    const clone = syscallNumber('clone', architecture) ?? -1;
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), (flags) => {
        const wanted = (flags & SECCOMP_POLICY.deniedCloneFlags) === 0 ? SECCOMP_ALLOW : EPERM;
        expect(judge({ number: clone, arguments: [flags] })).toBe(wanted);
      }),
    );
  });

  test('lets only sockets of the listed families be made', () => {
    const socket = syscallNumber('socket', architecture) ?? -1;
    for (let family = 0; family < 64; family++) {
      const wanted = SECCOMP_POLICY.socketFamilies.includes(family) ? SECCOMP_ALLOW : EAFNOSUPPORT;
      expect(judge({ number: socket, arguments: [family] }), `family ${family}`).toBe(wanted);
    }
  });
});

test('the seccomp filter kills a process that uses the x32 door on x86-64', () => {
  const filter = compileSeccomp(SECCOMP_POLICY, 'x64');
  fc.assert(
    fc.property(fc.nat({ max: HIGHEST_KNOWN_SYSCALL }), (number) => {
      const call = { number: number + X32_BIT, auditArchitecture: AUDIT_ARCHITECTURES.x64, arguments: [] };
      expect(runBpf(filter, call)).toBe(SECCOMP_KILL_PROCESS);
    }),
  );
});

test('every name on the seccomp list is in the table of numbers, and every denial has a reason', () => {
  for (const { names, reason } of SECCOMP_POLICY.denied) {
    expect(reason).toMatch(/\.$/);
    for (const name of names) expect(SYSCALL_NUMBERS, name).toHaveProperty(name);
  }
});
