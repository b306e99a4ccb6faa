import type { ProbeFinding } from '../driver.ts';
import type { InsideFacts } from './run-probe-program.ts';

/** What must hold inside a sandbox of a driver that isolates. The detail says what does not hold. */
export function isolationFindings(facts: InsideFacts): ProbeFinding[] {
  const check = (name: string, ok: boolean, broken: string): ProbeFinding => ({ name, ok, detail: ok ? 'as it must be' : broken });
  return [
    check('user', facts.user !== 0, 'it is root inside'),
    check('capabilities', facts.capabilities === 0, 'it has capabilities'),
    check('new privileges', facts.noNewPrivileges, 'it could gain privileges'),
    check('system call filter', facts.systemCallFilter, 'no system call filter is active'),
    check('processes', facts.processId <= 3, 'it sees the processes of the host'),
    check(
      'network',
      facts.networkInterfaces.every((name) => name === 'lo'),
      'it has a network',
    ),
    check('files', !facts.seesHomes, 'it sees home folders'),
    check('code', !facts.writesCode, 'it can write to its code'),
    check('/tmp', facts.writesTemporary, 'it cannot write to /tmp'),
  ];
}
