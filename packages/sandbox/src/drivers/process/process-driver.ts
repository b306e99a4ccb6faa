import path from 'node:path';
import type { SandboxDriver, SandboxProcess, StartRequest } from '../../driver.ts';
import { findLauncherPython } from '../../launcher/find-launcher-python.ts';
import { LauncherClient } from '../../launcher/launcher-client.ts';
import { makeRunDir } from '../../launcher/run-dir.ts';
import type { DriverOptions } from '../driver-options.ts';
import { BASE_RESOURCE_LIMITS } from '../resource-limits.ts';
import { runtimeArguments } from '../runtime-arguments.ts';
import { ProcessMeter } from '../usage/process-meter.ts';

const TEMPORARY_FOLDER_NAME = 'tmp';

/** Runs functions as ordinary processes of the server's own user. For development only: nothing is kept apart from anything. */
export async function createProcessDriver(options: DriverOptions): Promise<SandboxDriver> {
  const runDir = await makeRunDir(options.temporaryDir);
  const pythonPath = await findLauncherPython('process');
  const launcher = new LauncherClient({ driver: 'process', pythonPath, runDir, logger: options.logger });
  return {
    name: 'process',
    isolating: false,
    takesCodeLater: true,
    start: (request) => startProcess(launcher, runDir, options, request),
    close: () => launcher.close(),
  };
}

async function startProcess(
  launcher: LauncherClient,
  runDir: string,
  options: DriverOptions,
  request: StartRequest,
): Promise<SandboxProcess> {
  const folder = path.join(runDir, request.id);
  const temporaryDir = path.join(folder, TEMPORARY_FOLDER_NAME);
  const { pid, exited } = await launcher.start({
    sandbox: request.id,
    folder,
    makeFolders: [TEMPORARY_FOLDER_NAME],
    arguments: runtimeArguments(options.runtimes, options.runtimes.dir, request.interpreter),
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', TMPDIR: temporaryDir, LANG: 'C.UTF-8' },
    workingDir: temporaryDir,
    resourceLimits: BASE_RESOURCE_LIMITS,
    guarded: true,
  });
  const meter = new ProcessMeter(pid);
  void exited.then(() => meter.close());
  return {
    id: request.id,
    channelDir: path.join(folder, 'channel'),
    meter,
    specialise: async (code) => ({ codeDir: code.codeDir, environment: { TMPDIR: temporaryDir } }),
    exited,
    destroy: async () => {
      await launcher.request('kill', { sandbox: request.id });
      return await exited;
    },
  };
}
