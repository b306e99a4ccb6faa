/** What the server and the launcher say to each other, one JSON object per line. `messages.py` is the other side. */

export interface SandboxUser {
  readonly uid: number;
  readonly gid: number;
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
  /** By name without the prefix: `NOFILE`, `CORE`. */
  readonly resourceLimits: Readonly<Record<string, number>>;
  /** The sandbox has no pid namespace, so that a guardian must keep its processes together. */
  readonly guarded?: boolean;
  readonly user?: SandboxUser;
}

export interface LaunchResult {
  readonly pid: number;
}

export interface LauncherExitEvent {
  readonly event: 'exit';
  readonly sandbox: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly outOfMemory: boolean;
}

export interface LauncherAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export type LauncherMessage = LauncherAnswer | LauncherExitEvent;
