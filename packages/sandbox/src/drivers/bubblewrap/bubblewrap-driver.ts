import path from 'node:path';
import type { SandboxCode, SandboxDriver, SandboxProcess, StartRequest } from '../../driver.ts';
import type { LauncherCapabilities, MachinePart, SpecialiseRequest } from '../../launcher/launcher-messages.ts';
import type { DriverOptions } from '../driver-options.ts';
import { launchSandbox } from '../launched-sandbox.ts';
import { runtimeArguments } from '../runtime-arguments.ts';
import { sandboxLimits } from '../sandbox-limits.ts';
import { driverFindings } from './findings.ts';
import { launchRequest } from './launch-request.ts';
import type { SandboxPlan } from './launch-request.ts';
import { CODE_DIR, RUNTIMES_DIR } from './sandbox-arguments.ts';
import { tryPlan } from './trial.ts';
import { closeWorkshop, openWorkshop, unavailable } from './workshop.ts';
import type { Workshop } from './workshop.ts';

/**
 * Runs functions in namespaces of their own with bubblewrap: they see a read-only system, their code and a private `/tmp`, have no
 * capabilities and no way to get any, and a filter on system calls. As root every sandbox has a host user of its own; otherwise all
 * have the server's. Rejects with `driver_unavailable` when a sandbox cannot really be made. `without` names parts of the machine
 * not to use.
 */
export async function createBubblewrapDriver(options: DriverOptions, without: readonly MachinePart[] = []): Promise<SandboxDriver> {
  const workshop = await openWorkshop(options, without);
  try {
    const plan = await choosePlan(workshop, without);
    return {
      name: 'bubblewrap',
      isolating: true,
      takesCodeLater: plan.mountsLate,
      runsAsOtherUsers: workshop.capabilities.firstUser !== null,
      findings: driverFindings(workshop.bubblewrap, workshop.capabilities, plan),
      start: (request) => startSandbox(workshop, plan, request),
      close: () => closeWorkshop(workshop),
    };
  } catch (error) {
    await closeWorkshop(workshop);
    throw error;
  }
}

/** User namespaces are the better way, but only a trial shows whether this machine allows them. */
async function choosePlan(workshop: Workshop, without: readonly MachinePart[]): Promise<SandboxPlan> {
  const mountsLate = workshop.capabilities.lateMounts === true;
  const best: SandboxPlan = { userChange: 'namespace', mountsLate };
  const reason = without.includes('userNamespaces') ? 'user namespaces are not wanted' : await tryPlan(workshop, best);
  if (reason === undefined) return best;
  if (workshop.capabilities.firstUser === null) throw unavailable(reason);
  const other: SandboxPlan = { userChange: 'setpriv', mountsLate };
  const otherReason = await tryPlan(workshop, other);
  if (otherReason === undefined) return other;
  throw unavailable(`${reason}; and without user namespaces: ${otherReason}`);
}

async function startSandbox(workshop: Workshop, plan: SandboxPlan, request: StartRequest): Promise<SandboxProcess> {
  const { launcher, users, options } = workshop;
  const { interpreter } = request;
  const { family, requiredDirs } = interpreter;
  // Not those the driver was made with: a launcher that was started anew may have another block of users.
  const capabilities = await launcher.capabilities();
  const place = users.take();
  const file = workshop.compiled.fileFor(interpreter, options.runtimes.commands[family].file);
  const command = runtimeArguments(options.runtimes, path.join(RUNTIMES_DIR, file), interpreter);
  try {
    const launch = launchRequest(workshop, capabilities, plan, { ...request, family, requiredDirs, command, place });
    const sandbox = await launchSandbox(workshop, launch, {
      specialiseRequest: (code) => specialiseRequest(workshop, capabilities, plan, code, family),
      place: () => ({ codeDir: CODE_DIR, environment: {} }),
    });
    void sandbox.exited.then(() => users.giveBack(place));
    return sandbox;
  } catch (error) {
    users.giveBack(place);
    throw error;
  }
}

function specialiseRequest(
  { options }: Workshop,
  { disks }: LauncherCapabilities,
  { mountsLate }: SandboxPlan,
  code: SandboxCode,
  family: StartRequest['interpreter']['family'],
): Omit<SpecialiseRequest, 'sandbox'> {
  // A `/tmp` in memory is charged to the sandbox, which therefore gets as much more: it is not part of the function's MemorySize.
  const inMemoryMb = disks === 'loop' ? 0 : code.ephemeralStorageMb;
  const limits = sandboxLimits(family, options.cpu, code.memoryMb, inMemoryMb);
  return mountsLate ? { limits, codeDir: code.codeDir, temporaryMb: code.ephemeralStorageMb } : { limits };
}
