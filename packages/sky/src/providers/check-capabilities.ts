import { SkeinError } from '@skein/contracts';
import type { FunctionToDeploy, Provider } from './provider.ts';

/** Throws `provider_refused` for a function that could never run there, before anything is sent. */
export function checkCapabilities(provider: Provider, { runtime, memoryMb, timeoutSeconds, architecture }: FunctionToDeploy): void {
  const can = provider.capabilities();
  const reasons = [
    can.runtimes.test(runtime) ? [] : [`it has no runtime ${runtime}`],
    memoryMb >= can.memoryMinMb && memoryMb <= can.memoryMaxMb ? [] : [`memory is ${can.memoryMinMb} to ${can.memoryMaxMb} MB there`],
    timeoutSeconds <= can.timeoutMaxSeconds ? [] : [`a call may take ${can.timeoutMaxSeconds} s there`],
    can.architectures.includes(architecture) ? [] : [`it has no ${architecture}`],
  ].flat();
  if (reasons.length > 0) throw new SkeinError('provider_refused', { provider: provider.name, reason: `${reasons.join(', and ')}.` });
}
