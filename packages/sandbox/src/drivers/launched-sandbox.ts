import path from 'node:path';
import type { SandboxCode, SandboxExit, SandboxPlace, SandboxProcess } from '../driver.ts';
import type { LauncherClient } from '../launcher/launcher-client.ts';
import type { LaunchRequest, SpecialiseRequest } from '../launcher/launcher-messages.ts';
import type { ProcessorWatch } from './fairness/processor-watch.ts';
import { FRONT_CPU_WEIGHT } from './sandbox-limits.ts';
import { ProcessorMeter } from './usage/processor-meter.ts';
import { createSandboxMeter } from './usage/sandbox-meter.ts';

/** What differs between drivers once a sandbox runs. */
export interface SandboxManner {
  /** What the launcher has to do to make the sandbox a revision's. */
  readonly specialiseRequest: (code: SandboxCode) => Omit<SpecialiseRequest, 'sandbox'>;
  readonly place: (code: SandboxCode) => SandboxPlace;
}

/** Who starts sandboxes, and who sees to it that they share the processor. */
export interface LaunchPad {
  readonly launcher: LauncherClient;
  readonly processorWatch: ProcessorWatch;
}

/** Has the launcher start a sandbox, and makes the port's view of it. */
export async function launchSandbox(pad: LaunchPad, request: LaunchRequest, manner: SandboxManner): Promise<SandboxProcess> {
  const { launcher } = pad;
  const sandbox = request.sandbox;
  const launched = await launcher.start(request);
  const meter = createSandboxMeter(launched.usage);
  const exited = launched.exited.then(({ code, signal, outOfMemory, peakMemoryBytes }) => {
    meter.close(peakMemoryBytes);
    return { code, signal, outOfMemory };
  });
  const { processorPath = null } = launched.usage;
  return {
    id: sandbox,
    channelDir: path.join(request.folder, 'channel'),
    meter,
    specialise: async (code) => {
      const wanted = manner.specialiseRequest(code);
      const limits = processorPath === null ? wanted.limits : { ...wanted.limits, cpuWeight: FRONT_CPU_WEIGHT };
      const usage = await launcher.specialise({ ...wanted, sandbox, limits });
      if (usage === null) {
        await exited;
        return manner.place(code);
      }
      meter.update(usage);
      if (processorPath !== null) void exited.then(watchProcessor(pad, sandbox, processorPath, wanted.limits.cpuWeight));
      return manner.place(code);
    },
    exited,
    destroy: () => destroy(launcher, sandbox, exited),
  };
}

/** From now on the sandbox has its own weight only while it stands behind others. Returns what ends the watch. */
function watchProcessor({ launcher, processorWatch }: LaunchPad, sandbox: string, usagePath: string, cpuWeight: number): () => void {
  const processor = new ProcessorMeter(usagePath);
  const leave = processorWatch.add({
    usedMs: () => processor.usedMs(),
    stand: (behind) => launcher.weigh(sandbox, behind ? cpuWeight : FRONT_CPU_WEIGHT),
  });
  return () => {
    leave();
    processor.close();
  };
}

async function destroy(launcher: LauncherClient, sandbox: string, exited: Promise<SandboxExit>): Promise<SandboxExit> {
  await launcher.kill(sandbox);
  return await exited;
}
