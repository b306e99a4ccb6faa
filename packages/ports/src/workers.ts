import type { Revision } from '@skein/contracts';

/** What the control plane asks of whoever owns sandboxes, besides invoking. */
export interface RevisionHost {
  /** Makes the code of a revision ready to run. Rejects when it cannot be. */
  prepare(revision: Revision): Promise<void>;
  /** No new call will come for this revision: idle sandboxes go now, busy ones after their call. */
  retire(revisionId: string): void;
}

/** Which runtime names this machine can run. */
export interface RuntimeSupport {
  /** Throws `unsupported_runtime` or `runtime_not_installed` when a function with this runtime could never run here. */
  check(runtime: string): void;
}
