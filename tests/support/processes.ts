import { readFileSync, readdirSync } from 'node:fs';

/** A process of this machine. Its number may be used again after its end; with the time of its start it names one process for ever. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In ticks since the machine started. */
  readonly startTicks: string;
}

interface HostProcess extends ProcessIdentity {
  readonly parentPid: number;
}

/** Fields of /proc/<pid>/stat after the name, which may hold anything: see proc_pid_stat(5). */
const STATE_FIELD = 0;
const PARENT_FIELD = 1;
const START_FIELD = 19;

/** Everything a process has started, and what that has started, which is there at this moment. */
export function descendantsOf(pid: number): readonly ProcessIdentity[] {
  const children = Map.groupBy(allProcesses(), ({ parentPid }) => parentPid);
  const found: HostProcess[] = [];
  for (let next: readonly HostProcess[] = children.get(pid) ?? []; next.length > 0;) {
    found.push(...next);
    next = next.flatMap((process) => children.get(process.pid) ?? []);
  }
  return found;
}

/** Those of the processes that have not ended. */
export function stillRunning(processes: readonly ProcessIdentity[]): readonly ProcessIdentity[] {
  return processes.filter(({ pid, startTicks }) => describeProcess(pid)?.startTicks === startTicks);
}

/** How many processes of this machine have an argument of these words. */
export function countProcesses(argument: string): number {
  return allProcesses().filter(({ pid }) => argumentsOf(pid).includes(argument)).length;
}

/** Empty when it has ended. */
function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function allProcesses(): readonly HostProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => describeProcess(Number(pid)) ?? []);
}

/** Undefined when it has ended, also when nobody has asked for its status yet. */
function describeProcess(pid: number): HostProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[STATE_FIELD] === 'Z') return undefined;
    return { pid, parentPid: Number(fields[PARENT_FIELD]), startTicks: fields[START_FIELD] ?? '' };
  } catch {
    return undefined;
  }
}
