import path from 'node:path';
import type { SandboxDriver, SandboxProcess, StartRequest } from '../../driver.ts';
import type { DriverOptions } from '../driver-options.ts';
import { launchSandbox } from '../launched-sandbox.ts';
import { openLauncher } from '../open-launcher.ts';
import type { OpenLauncher } from '../open-launcher.ts';
import { runtimeArguments } from '../runtime-arguments.ts';
import { RESOURCE_LIMITS, sandboxLimits } from '../sandbox-limits.ts';

const ISOLATION_REMEDY = 'for anything but development use the bubblewrap driver';
const TEMPORARY_FOLDER_NAME = 'tmp';

/**
 * Runs functions as ordinary processes of the server's own user. For development only: nothing is kept apart from anything, and the
 * temporary folder has no size of its own.
 */
export async function createProcessDriver(options: DriverOptions): Promise<SandboxDriver> {
  const pad = await openLauncher('process', options, { namespaces: false });
  return {
    name: 'process',
    isolating: false,
    takesCodeLater: true,
    runsAsOtherUsers: false,
    findings: [
      {
        name: 'isolation',
        ok: false,
        detail: 'none: functions run as the user of the server and see what it sees',
        remedy: ISOLATION_REMEDY,
      },
    ],
    start: (request) => startProcess(pad, options, request),
    close: () => pad.launcher.close(),
  };
}

function startProcess(pad: OpenLauncher, options: DriverOptions, request: StartRequest): Promise<SandboxProcess> {
  const { id, interpreter, inBackground = false } = request;
  const folder = path.join(pad.runDir, 'sandboxes', id);
  const temporaryDir = path.join(folder, TEMPORARY_FOLDER_NAME);
  const file = path.join(options.runtimes.dir, options.runtimes.commands[interpreter.family].file);
  const launch = {
    sandbox: id,
    folder,
    makeFolders: [TEMPORARY_FOLDER_NAME],
    arguments: runtimeArguments(options.runtimes, file, interpreter),
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: temporaryDir, LANG: 'C.UTF-8' },
    workingDir: temporaryDir,
    resourceLimits: RESOURCE_LIMITS,
    limits: sandboxLimits(interpreter.family, options.cpu),
    guarded: true,
    inBackground,
  };
  return launchSandbox(pad, launch, {
    specialiseRequest: (code) => ({ limits: sandboxLimits(interpreter.family, options.cpu, code.memoryMb) }),
    place: (code) => ({ codeDir: code.codeDir, environment: { TMPDIR: temporaryDir } }),
  });
}
