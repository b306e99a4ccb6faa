import path from 'node:path';
import type { SandboxCode, SandboxExit, SandboxPlace, SandboxProcess } from '../driver.ts';
import type { LauncherClient } from '../launcher/launcher-client.ts';
import type { LaunchRequest, SpecialiseRequest } from '../launcher/launcher-messages.ts';
import { createSandboxMeter } from './usage/sandbox-meter.ts';

/** What differs between drivers once a sandbox runs. */
export interface SandboxManner {
  /** What the launcher has to do to make the sandbox a revision's. */
  readonly specialiseRequest: (code: SandboxCode) => Omit<SpecialiseRequest, 'sandbox'>;
  readonly place: (code: SandboxCode) => SandboxPlace;
}

/** Has the launcher start a sandbox, and makes the port's view of it. */
export async function launchSandbox(launcher: LauncherClient, request: LaunchRequest, manner: SandboxManner): Promise<SandboxProcess> {
  const launched = await launcher.start(request);
  const meter = createSandboxMeter(launched.usage);
  const exited = launched.exited.then(({ code, signal, outOfMemory, peakMemoryBytes }) => {
    meter.close(peakMemoryBytes);
    return { code, signal, outOfMemory };
  });
  return {
    id: request.sandbox,
    channelDir: path.join(request.folder, 'channel'),
    meter,
    specialise: async (code) => {
      meter.update(await launcher.specialise({ sandbox: request.sandbox, ...manner.specialiseRequest(code) }));
      return manner.place(code);
    },
    exited,
    destroy: () => destroy(launcher, request.sandbox, exited),
  };
}

async function destroy(launcher: LauncherClient, sandbox: string, exited: Promise<SandboxExit>): Promise<SandboxExit> {
  await launcher.kill(sandbox);
  return await exited;
}
