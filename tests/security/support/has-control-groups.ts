import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { examine, readSettings } from '@skein/compose';
import type { DriverName } from '@skein/sandbox';

/** Whether a driver limits sandboxes by control groups here: root may make them, and others whom systemd has handed some. */
export async function hasControlGroups(driver: DriverName): Promise<boolean> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-test-'));
  try {
    const probes = await examine(readSettings({ ...process.env, SKEIN_DATA: dataDir }));
    const findings = probes.find((probe) => probe.driver === driver)?.findings ?? [];
    return findings.some(({ name, ok }) => name === 'limits' && ok);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
