/** What the server and the launcher say to each other, one JSON object per line. `messages.py` is the other side. */

export interface SandboxUser {
  readonly uid: number;
  readonly gid: number;
}

/** What a sandbox may use. Without control groups the launcher limits each process instead, by `dataBytes` and `processes`. */
export interface LaunchLimits {
  readonly memoryBytes: number;
  readonly processes: number;
  /** Share of the processor when there is not enough for all: 1 to 10,000, 100 is usual, as in control groups version 2. */
  readonly cpuWeight: number;
  /** Processors it may use even when there are more; a fraction is part of the time of one. */
  readonly cpuCores: number;
  /** Writable private memory of one process, for `RLIMIT_DATA`; what it has mapped but not touched until now comes on top. */
  readonly dataBytes: number;
  /** Memory of the kernel for what connections have in transit. Only control groups version 1 limit it by itself. */
  readonly socketBytes: number;
}

/** Everything the launcher needs to start a sandbox. It decides nothing itself: paths, users and limits all come from the driver. */
export interface LaunchRequest {
  readonly sandbox: string;
  /** Made by the launcher, with the three pipes in its `channel`, and removed when the sandbox is gone. */
  readonly folder: string;
  /** Further folders to make in it. */
  readonly makeFolders?: readonly string[];
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDir: string;
  /** Limits of each process by name without the prefix: `NOFILE`, `CORE`. */
  readonly resourceLimits: Readonly<Record<string, number>>;
  /** Limits until it is specialised: wide, because a limit cannot be set below what is in use. */
  readonly limits: LaunchLimits;
  /**
   * While it starts, but not for long, it gets only processor time that no other sandbox wants. Without effect where the kernel has
   * no idle control groups (before 5.15).
   */
  readonly inBackground?: boolean;
  /** The sandbox has no pid namespace, so that a guardian must keep its processes together. */
  readonly guarded?: boolean;
  /** Whose the pipes are, and whom the program is started as unless it changes its user itself. */
  readonly user?: SandboxUser;
  readonly changesUserItself?: boolean;
  /** Files to open for the program, by descriptor number. */
  readonly files?: Readonly<Record<string, string>>;
  /** The program is bubblewrap and writes about its namespaces to this descriptor. */
  readonly infoDescriptor?: number;
}

/** Gives limits, code and `/tmp` to a running sandbox. The last two only for sandboxes that take their mounts later. */
export interface SpecialiseRequest {
  readonly sandbox: string;
  readonly limits: LaunchLimits;
  readonly codeDir?: string;
  readonly temporaryMb?: number;
}

/**
 * Where to read how much memory a sandbox uses: in a file of its control group, or about its main process, if it has one already. And how
 * much of the processor: in a file of its control group too, or nowhere, and then its weight cannot be changed either.
 */
export type UsageSource =
  | { readonly peakPath: string; readonly processorPath: string | null }
  | { readonly pid: number | null; readonly processorPath?: null };

/** How the launcher is to make itself ready; `namespaces` is false for sandboxes that are plain processes. */
export interface PrepareRequest {
  readonly namespaces: boolean;
  /** Where images of disks for `/tmp` may lie, on a real disk, and the size of the usual one. */
  readonly diskDir?: string;
  readonly temporaryMb?: number;
  /** Parts of the machine not to use even if they are there: how the weaker ways are tested. */
  readonly without?: readonly MachinePart[];
}

export type MachinePart = 'controlGroups' | 'loopDevices' | 'lateMounts' | 'userNamespaces';

/** What the launcher may do on this machine. Null where it does not apply or was not asked for. */
export interface LauncherCapabilities {
  readonly user: number;
  readonly controlGroups: { readonly version: 1 | 2; readonly controllers: readonly string[] } | null;
  /** First of a block of `USERS_PER_LAUNCHER` user numbers for sandboxes; only when the launcher runs as root. */
  readonly firstUser: number | null;
  /** Whether it can mount into running sandboxes. */
  readonly lateMounts: boolean | null;
  readonly disks: 'loop' | 'memory' | null;
  /** Why something above is less than the best, by its name. */
  readonly notes: Readonly<Record<string, string | null>>;
}

/** As `BLOCK_SIZE` in `users.py`. */
export const USERS_PER_LAUNCHER = 5_000;

export interface LauncherExitEvent {
  readonly event: 'exit';
  readonly sandbox: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly outOfMemory: boolean;
  /** Highest use of memory since it was last reset; null without a control group. */
  readonly peakMemoryBytes: number | null;
}

export interface LauncherAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export type LauncherMessage = LauncherAnswer | LauncherExitEvent;
