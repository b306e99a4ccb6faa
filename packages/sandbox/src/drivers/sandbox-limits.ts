import { EPHEMERAL_STORAGE_MAX_MB, MEMORY_MAX_MB, SANDBOX_OPEN_FILES_MAX, SANDBOX_PIDS_MAX } from '@skein/contracts';
import type { RuntimeFamily } from '@skein/contracts';
import type { LaunchLimits } from '../launcher/launcher-messages.ts';
import type { CpuMode } from './driver-options.ts';

const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;

/** Memory at which a function has one whole core, in MB: "Configure Lambda function memory" in the Lambda developer guide. */
const ONE_CORE_MEMORY_MB = 1_769;
const USUAL_CPU_WEIGHT = 100;
const MAX_CPU_WEIGHT = 10_000;

/**
 * Weight of every sandbox that does not have to stand behind others (`fairness/processor-account.ts`): far above that of any that has to,
 * which is by MemorySize and at most 579.
 */
export const FRONT_CPU_WEIGHT = MAX_CPU_WEIGHT;

/** Until it has a function a sandbox may use what the largest may, with a `/tmp` in memory: limits are only ever narrowed. */
const PREWARM_MEMORY_MB = MEMORY_MAX_MB + EPHEMERAL_STORAGE_MAX_MB;

/**
 * Writable private memory a runtime maps while it runs a function and hardly touches, in bytes, mostly stacks of threads. Where only
 * RLIMIT_DATA limits memory, it counts all that is mapped, so this comes on top of the function's MemorySize.
 */
const MAPPED_LATER_BYTES: Readonly<Record<RuntimeFamily, number>> = { python: 32 * MEGABYTE, node: 96 * MEGABYTE };

/**
 * Memory of connections, as a part of the function's. The kernel presses all connections of the machine once 6 % of its memory are in
 * transit: half of it may be promised to functions, and a sixteenth of that is less.
 */
const SOCKET_SHARE = 1 / 16;

/**
 * Limits of every process in a sandbox, for `setrlimit`. No core files: they would hold a function's memory on the host's disk.
 * No file larger than the largest `/tmp`. Real-time scheduling and locked memory would let a function take from others.
 */
export const RESOURCE_LIMITS: Readonly<Record<string, number>> = {
  CORE: 0,
  NOFILE: SANDBOX_OPEN_FILES_MAX,
  FSIZE: 16 * GIGABYTE,
  MEMLOCK: 64 * 1024,
  RTPRIO: 0,
  MSGQUEUE: 819_200,
};

/**
 * Further limits where a sandbox has a host user of its own, for whom they are counted. Its control group has the same limit of processes, but
 * notices only when a new one is nearly made: one that fails costs the kernel a hundred times as much there, and a fork bomb is made of them.
 */
export const LIMITS_OF_A_USER: Readonly<Record<string, number>> = { NPROC: SANDBOX_PIDS_MAX };

/** Limits of a sandbox with so much memory; of one without a function when none is given. `extraMb` is for a `/tmp` in memory. */
export function sandboxLimits(family: RuntimeFamily, cpu: CpuMode, memoryMb?: number, extraMb = 0): LaunchLimits {
  if (memoryMb !== undefined) return limitsFor(family, cpu, memoryMb, extraMb);
  // All may be used by a start, but not taken from functions that run: it weighs as much as one with a whole core.
  return { ...limitsFor(family, cpu, PREWARM_MEMORY_MB, 0), cpuWeight: USUAL_CPU_WEIGHT };
}

function limitsFor(family: RuntimeFamily, cpu: CpuMode, memoryMb: number, extraMb: number): LaunchLimits {
  const share = memoryMb / ONE_CORE_MEMORY_MB;
  return {
    memoryBytes: (memoryMb + extraMb) * MEGABYTE,
    processes: SANDBOX_PIDS_MAX,
    cpuWeight: Math.min(MAX_CPU_WEIGHT, Math.max(1, Math.round(USUAL_CPU_WEIGHT * share))),
    cpuCores: cpu === 'proportional' ? share : 1,
    dataBytes: memoryMb * MEGABYTE + MAPPED_LATER_BYTES[family],
    socketBytes: Math.floor(memoryMb * MEGABYTE * SOCKET_SHARE),
  };
}
