import { toSkeinError } from '@skein/contracts';
import type { RuntimeFamily } from '@skein/contracts';
import type { DriverName, DriverProbe, InterpretersByFamily, ProbeFinding, SandboxDriver } from '../driver.ts';
import { DRIVER_NAMES } from '../driver.ts';
import type { DriverOptions } from '../drivers/driver-options.ts';
import { createDriver } from '../drivers/registry.ts';
import type { SearchPlaces } from '../interpreters/candidate-programs.ts';
import { findInterpreters } from '../interpreters/find-interpreters.ts';
import type { Interpreter } from '../interpreters/interpreter.ts';
import { describeInterpreter } from '../interpreters/select-interpreter.ts';
import { isolationFindings } from './isolation-findings.ts';
import { notStoppedBy } from './isolation-table.ts';
import { machineFindings } from './machine-findings.ts';
import { PROBE_PROGRAMS, runProbeProgram } from './run-probe-program.ts';

export type ProbeOptions = Omit<DriverOptions, 'runtimes'> & { readonly places: SearchPlaces };

/** For each family, what to do when none of its interpreters can be used. */
const INSTALL_INTERPRETER: Readonly<Record<RuntimeFamily, string>> = {
  python: 'apt-get install -y python3 (Debian, Ubuntu), dnf install -y python3 (Fedora, RHEL)',
  node: 'install Node.js 20 or newer where all users can read it: https://nodejs.org/en/download',
};

/** Finds out what every driver can do on this machine, with real runs. Takes about a second. */
export async function probeDrivers(options: ProbeOptions): Promise<DriverProbe[]> {
  const probes: DriverProbe[] = [];
  // One after the other: they would wait for the same two or three things.
  for (const name of DRIVER_NAMES) probes.push(await probeDriver(name, options));
  return probes;
}

/** Finds out what one driver can do on this machine: makes it, and runs a program with it on every interpreter it can use. Never rejects. */
export async function probeDriver(name: DriverName, options: ProbeOptions): Promise<DriverProbe> {
  const machine = name === 'bubblewrap' ? await machineFindings() : [];
  try {
    const driver = await createDriver(name, { ...options, runtimes: PROBE_PROGRAMS });
    try {
      return await probeWithRuns(driver, machine, options.places);
    } finally {
      await driver.close();
    }
  } catch (error) {
    const { message, kind } = toSkeinError(error);
    const findings = [...machine, { name: 'run', ok: false, detail: message, remedy: kind.remedy }];
    return { driver: name, works: false, isolating: false, findings, doesNotStop: [] };
  }
}

async function probeWithRuns(driver: SandboxDriver, machine: readonly ProbeFinding[], places: SearchPlaces): Promise<DriverProbe> {
  const { runsAsOtherUsers, isolating } = driver;
  const interpreters = await findInterpreters({ forOtherUsers: runsAsOtherUsers, isolating, places });
  const runs: ProbeFinding[] = [];
  for (const interpreter of [...interpreters.python, ...interpreters.node]) runs.push(await probeInterpreter(driver, interpreter));
  const known = new Set(driver.findings.map(({ name }) => name));
  const findings = [...machine.filter(({ name }) => !known.has(name)), ...driver.findings, ...missingFamilies(interpreters), ...runs];
  return { driver: driver.name, works: runs.some(({ ok }) => ok), isolating, findings, doesNotStop: notStoppedBy(driver) };
}

async function probeInterpreter(driver: SandboxDriver, interpreter: Interpreter): Promise<ProbeFinding> {
  const name = describeInterpreter(interpreter);
  const { executablePath, unusableBecause } = interpreter;
  if (unusableBecause !== undefined) {
    const remedy = 'install it where all users can read it, for example below /usr/local or /opt';
    return { name, ok: false, detail: `${executablePath}: ${unusableBecause}`, remedy };
  }
  try {
    const facts = await runProbeProgram(driver, interpreter);
    const open = driver.isolating ? isolationFindings(facts).filter(({ ok }) => !ok) : [];
    if (open.length === 0) return { name, ok: true, detail: `${executablePath} runs` };
    return { name, ok: false, detail: `${executablePath} runs, but ${open.map(({ detail }) => detail).join(', ')}` };
  } catch (error) {
    return { name, ok: false, detail: `${executablePath}: ${toSkeinError(error).message}` };
  }
}

function missingFamilies(found: InterpretersByFamily): ProbeFinding[] {
  const families: RuntimeFamily[] = ['python', 'node'];
  const missing = families.filter((family) => !found[family].some(({ unusableBecause }) => unusableBecause === undefined));
  return missing.map((name) => ({ name, ok: false, detail: 'no interpreter that a sandbox can use', remedy: INSTALL_INTERPRETER[name] }));
}
