import { describe, expect, test } from 'vitest';
import { isolationFindings } from '../../src/probe/isolation-findings.ts';
import { machineFindings } from '../../src/probe/machine-findings.ts';
import { probeDriver, probeDrivers } from '../../src/probe/probe-driver.ts';
import type { ProbeOptions } from '../../src/probe/probe-driver.ts';
import { because, bubblewrapMissing } from '../support/driver-fixture.ts';
import { temporaryFolder } from '../support/folders.ts';
import { silentLogger } from '../support/test-runtimes.ts';

const reason = await bubblewrapMissing();

async function probeOptions(): Promise<ProbeOptions> {
  const dataDir = await temporaryFolder();
  const places = { pathFolders: [], homeDir: '/nonexistent', extraPrograms: { python: [], node: [] } };
  return { dataDir, temporaryDir: dataDir, cpu: 'one-core', logger: silentLogger, places };
}

describe('`skein doctor` probes every driver with a real run and says what is missing and how to get it', () => {
  test('every driver is probed', async () => {
    const probes = await probeDrivers(await probeOptions());
    expect(probes.map(({ driver }) => driver)).toEqual(['process', 'bubblewrap']);
    expect(probes[0]).toMatchObject({ works: true, isolating: false });
  });

  test.skipIf(reason)(`bubblewrap: a function was really run on every interpreter${because(reason)}`, async () => {
    const probe = await probeDriver('bubblewrap', await probeOptions());
    expect(probe).toMatchObject({ works: true, isolating: true });
    expect(probe.findings.filter(({ detail }) => detail.endsWith(' runs')).length).toBeGreaterThan(0);
    for (const name of ['kernel', 'bubblewrap', 'user namespaces', 'users', 'limits', 'pre-warming', '/tmp']) {
      expect(probe.findings).toContainEqual(expect.objectContaining({ name }));
    }
  });

  test('what is not all right comes with a remedy or with the reason', async () => {
    for (const { findings } of await probeDrivers(await probeOptions())) {
      for (const finding of findings.filter(({ ok }) => !ok)) expect(finding.remedy ?? finding.detail, finding.name).not.toBe('');
    }
  });

  test('a driver that cannot be made is reported, not thrown', async () => {
    const options = { ...(await probeOptions()), temporaryDir: '/nonexistent/folder' };
    const probe = await probeDriver('process', options);
    expect(probe).toMatchObject({ driver: 'process', works: false });
    expect(probe.findings).toContainEqual(expect.objectContaining({ name: 'run', ok: false }));
  });

  test('the machine is described without a driver', async () => {
    const findings = await machineFindings();
    expect(findings.map(({ name }) => name)).toEqual(['kernel', 'bubblewrap', 'user namespaces']);
  });

  test('a sandbox that is not closed is noticed', () => {
    const closed = {
      version: '3.11.2',
      user: 993,
      capabilities: 0,
      noNewPrivileges: true,
      systemCallFilter: true,
      processId: 2,
      networkInterfaces: ['lo'],
      seesHomes: false,
      writesCode: false,
      writesTemporary: true,
    };
    expect(isolationFindings(closed).every(({ ok }) => ok)).toBe(true);
    const holes = {
      user: 0,
      capabilities: 1,
      noNewPrivileges: false,
      systemCallFilter: false,
      processId: 4711,
      networkInterfaces: ['lo', 'eth0'],
      seesHomes: true,
    };
    for (const [name, value] of Object.entries({ ...holes, writesCode: true, writesTemporary: false })) {
      expect(
        isolationFindings({ ...closed, [name]: value }).filter(({ ok }) => !ok),
        name,
      ).toHaveLength(1);
    }
  });
});
