import { constants } from 'node:os';
import { assemble } from './bpf.ts';
import type { BpfInstruction } from './bpf.ts';
import type { SeccompPolicy } from './policy.ts';
import { AUDIT_ARCHITECTURES, HIGHEST_KNOWN_SYSCALL, syscallNumber } from './syscall-numbers.ts';
import type { SeccompArchitecture } from './syscall-numbers.ts';

/** What a filter returns (linux/seccomp.h). */
export const SECCOMP_ALLOW = 0x7fff0000;
export const SECCOMP_KILL_PROCESS = 0x80000000;
const SECCOMP_ERRNO = 0x00050000;

/** Offsets in `struct seccomp_data`. Arguments are 64 bits; the flags and families looked at fit the lower half. */
const NUMBER_OFFSET = 0;
const ARCHITECTURE_OFFSET = 4;
const FIRST_ARGUMENT_OFFSET = 16;

/** The x32 calling convention on x86-64 is a second door to the same calls, with this bit set in their numbers. */
const X32_BIT = 0x40000000;

/** Compiles a policy to a seccomp filter: a program of `struct sock_filter` for one processor. */
export function compileSeccomp(policy: SeccompPolicy, architecture: SeccompArchitecture): Uint8Array {
  const numbersOf = (names: readonly string[]): number[] => names.flatMap((name) => syscallNumber(name, architecture) ?? []);
  return assemble([
    { kind: 'load', offset: ARCHITECTURE_OFFSET },
    { kind: 'jump', test: 'equal', value: AUDIT_ARCHITECTURES[architecture], ifFalse: 'kill' },
    { kind: 'load', offset: NUMBER_OFFSET },
    ...(architecture === 'x64' ? [{ kind: 'jump', test: 'anyBit', value: X32_BIT, ifTrue: 'kill' } as const] : []),
    ...jumpsTo('socket', numbersOf(['socket'])),
    ...jumpsTo('clone', numbersOf(['clone'])),
    ...jumpsTo('unavailable', numbersOf(policy.unavailable)),
    ...jumpsTo('denied', numbersOf(policy.denied.flatMap(({ names }) => names))),
    { kind: 'jump', test: 'greater', value: HIGHEST_KNOWN_SYSCALL, ifTrue: 'unavailable', ifFalse: 'allowed' },
    { kind: 'label', name: 'clone' },
    { kind: 'load', offset: FIRST_ARGUMENT_OFFSET },
    { kind: 'jump', test: 'anyBit', value: policy.deniedCloneFlags, ifTrue: 'denied', ifFalse: 'allowed' },
    { kind: 'label', name: 'socket' },
    { kind: 'load', offset: FIRST_ARGUMENT_OFFSET },
    ...jumpsTo('allowed', policy.socketFamilies),
    ...ending('family', SECCOMP_ERRNO | constants.errno.EAFNOSUPPORT),
    ...ending('kill', SECCOMP_KILL_PROCESS),
    ...ending('unavailable', SECCOMP_ERRNO | constants.errno.ENOSYS),
    ...ending('denied', SECCOMP_ERRNO | constants.errno.EPERM),
    ...ending('allowed', SECCOMP_ALLOW),
  ]);
}

function jumpsTo(label: string, values: readonly number[]): BpfInstruction[] {
  return values.map((value) => ({ kind: 'jump', test: 'equal', value, ifTrue: label }));
}

function ending(name: string, value: number): BpfInstruction[] {
  return [
    { kind: 'label', name },
    { kind: 'return', value },
  ];
}
