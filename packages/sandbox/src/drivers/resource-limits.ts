import { SANDBOX_OPEN_FILES_MAX } from '@skein/contracts';

/** Limits of every process in a sandbox, for `setrlimit`. No core files: they would hold a function's memory on the host's disk. */
export const BASE_RESOURCE_LIMITS: Readonly<Record<string, number>> = {
  CORE: 0,
  NOFILE: SANDBOX_OPEN_FILES_MAX,
};
