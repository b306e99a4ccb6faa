import { CLOUDS } from '../../src/clouds/clouds.data.ts';
import type { Cloud } from '../../src/clouds/cloud.ts';
import type { FunctionToDeploy } from '../../src/providers/provider.ts';
import { SimulatedProvider } from '../../src/providers/simulated/simulated-provider.ts';
import type { SimulatedCode } from '../../src/providers/simulated/simulated-code.ts';
import type { SimulatedProviderOptions } from '../../src/providers/simulated/simulated-provider.ts';
import { seededRandom } from '../../src/random/random.ts';
import { VirtualClock } from '@skein/ports';

export const SAMPLE: FunctionToDeploy = {
  name: 'sample',
  zip: Buffer.alloc(0),
  runtime: 'python3.12',
  handler: 'app.handler',
  memoryMb: 128,
  timeoutSeconds: 3,
  architecture: 'x86_64',
  environment: {},
};

/** The function of the conformance suites, as a model: it sleeps and fails as its event says, and works for `workMs`. */
export const modelCode: SimulatedCode = (_, { body }) => {
  const event = JSON.parse(body.toString()) as { sleepMs?: number; workMs?: number; fail?: string };
  const { sleepMs = 0, workMs = 0, fail } = event;
  const run = { workMs, waitMs: sleepMs, maxMemoryMb: 40 };
  if (fail === undefined) return { ...run, body };
  return { ...run, error: 'handler_error', body: Buffer.from(JSON.stringify({ errorType: 'ValueError', errorMessage: fail })) };
};

export function cloud(id: string, changes: Partial<Cloud> = {}): Cloud {
  const found = CLOUDS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no cloud ${id}`);
  return { ...found, ...changes };
}

export function simulated(
  id = 'simulated-aws',
  options: Partial<SimulatedProviderOptions> & { readonly changes?: Partial<Cloud> } = {},
): { readonly provider: SimulatedProvider; readonly clock: VirtualClock } {
  const clock = new VirtualClock();
  const { changes, ...given } = options;
  return {
    clock,
    provider: new SimulatedProvider({ cloud: cloud(id, changes), code: modelCode, clock, random: seededRandom(1), ...given }),
  };
}
