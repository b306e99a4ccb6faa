import { fileURLToPath } from 'node:url';
import type { DriverLogger, RuntimeFiles } from '../../src/index.ts';

/** Programs that do what a test tells them, in place of the runtimes. */
export const TEST_RUNTIMES: RuntimeFiles = {
  dir: fileURLToPath(new URL('runtimes', import.meta.url)),
  commands: { python: { flags: ['-I', '-S'], file: 'evaluate.py' }, node: { flags: [], file: 'evaluate.mjs' } },
};

export const silentLogger: DriverLogger = { info: () => undefined, warn: () => undefined };
