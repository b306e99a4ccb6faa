import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { examine, readSettings } from '@skein/compose';
import { EPHEMERAL_STORAGE_DEFAULT_MB, MEMORY_DEFAULT_MB } from '@skein/contracts';
import type { DriverName } from '@skein/sandbox';

/** What holds a sandbox on this machine. */
export interface LimitsHere {
  /** Root may make control groups, and others whom systemd has handed some. */
  readonly controlGroups: boolean;
  /** What a function of the default size may take: where `/tmp` lies in memory, that is allowed on top of its MemorySize. */
  readonly memoryMb: number;
}

export async function limitsHere(driver: DriverName): Promise<LimitsHere> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-test-'));
  try {
    const probes = await examine(readSettings({ ...process.env, SKEIN_DATA: dataDir }));
    const findings = probes.find((probe) => probe.driver === driver)?.findings ?? [];
    const isOk = (wanted: string): boolean => findings.some(({ name, ok }) => name === wanted && ok);
    return { controlGroups: isOk('limits'), memoryMb: MEMORY_DEFAULT_MB + (isOk('/tmp') ? 0 : EPHEMERAL_STORAGE_DEFAULT_MB) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
