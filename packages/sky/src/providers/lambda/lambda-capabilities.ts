import { INVOKE_BODY_MAX_BYTES } from '@skein/contracts';
import type { ProviderCapabilities } from '../provider.ts';

/** What every place takes that has Lambda's limits. */
export const LAMBDA_CAPABILITIES: ProviderCapabilities = {
  runtimes: /^(python|nodejs)/,
  memoryMinMb: 128,
  memoryMaxMb: 10_240,
  timeoutMaxSeconds: 900,
  requestMaxBytes: INVOKE_BODY_MAX_BYTES,
  architectures: ['x86_64', 'arm64'],
};
