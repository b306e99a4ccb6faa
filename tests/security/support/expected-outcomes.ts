import { existsSync, readFileSync } from 'node:fs';
import type { EscapeAttempt } from '@skein/sandbox';
import type { AttemptOutcome } from './escape-stage.ts';

/** Settings of the kernel that forbid what is allowed otherwise: the file, and whether its value forbids. */
const FORBIDDING: Readonly<Record<string, readonly (readonly [file: string, forbids: (value: number) => boolean])[]>> = {
  io_uring: [['kernel/io_uring_disabled', (value) => value > 0]],
  'user namespaces': [
    ['user/max_user_namespaces', (value) => value === 0],
    ['kernel/unprivileged_userns_clone', (value) => value === 0],
    ['kernel/apparmor_restrict_unprivileged_userns', (value) => value > 0],
  ],
  ptrace: [['kernel/yama/ptrace_scope', (value) => value > 1]],
};

/** How far an attempt may come without isolation. What the kernel lacks can be judged nowhere. */
export function expectedOutcomes({ attempt, underProcess }: EscapeAttempt, isRoot: boolean): AttemptOutcome['outcome'][] {
  if (forbiddenHere(attempt)) return ['failed', 'succeeded', 'not here'];
  switch (underProcess) {
    case 'always':
      return ['succeeded', 'not here'];
    case 'as root':
      return [isRoot ? 'succeeded' : 'failed', 'not here'];
    case 'without control groups':
      // As root there are control groups, on all machines but few; without root it depends on who made one for the server.
      return isRoot ? ['failed'] : ['failed', 'succeeded'];
    case 'never':
      return ['failed'];
  }
}

function forbiddenHere(attempt: string): boolean {
  return (FORBIDDING[attempt] ?? []).some(([name, forbids]) => {
    const file = `/proc/sys/${name}`;
    return existsSync(file) && forbids(Number(readFileSync(file, 'utf8')));
  });
}
