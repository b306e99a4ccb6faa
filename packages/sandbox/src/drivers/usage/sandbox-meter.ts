import type { UsageMeter } from '../../driver.ts';
import type { UsageSource } from '../../launcher/launcher-messages.ts';
import { ControlGroupMeter } from './control-group-meter.ts';
import { ProcessMeter } from './process-meter.ts';

export interface SandboxMeter extends UsageMeter {
  /** Takes what the launcher found out about the sandbox since. */
  update(source: UsageSource): void;
  /** To be called once the sandbox is gone, with its last peak if the launcher knows it; it can still be asked for. */
  close(lastBytes: number | null): void;
}

/** The best meter for what the launcher says about a sandbox. */
export function createSandboxMeter(source: UsageSource): SandboxMeter {
  if ('peakPath' in source) return withoutUpdate(new ControlGroupMeter(source.peakPath));
  const meter = new ProcessMeter();
  const update = (newer: UsageSource): void => {
    if ('pid' in newer && newer.pid !== null) meter.measure(newer.pid);
  };
  update(source);
  return Object.assign(meter, { update });
}

function withoutUpdate(meter: ControlGroupMeter): SandboxMeter {
  return Object.assign(meter, { update: () => undefined });
}
