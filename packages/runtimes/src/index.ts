import { fileURLToPath } from 'node:url';

export * from './call-frames.ts';
export * from './frames.ts';

/** Folder of everything that runs inside sandboxes; the files of a family lie in a folder of its name. */
export const RUNTIMES_DIR: string = fileURLToPath(new URL('..', import.meta.url));

/**
 * What V8 has to be told before it starts, when it is not known yet which function will run: no young generation of tens of megabytes, and
 * a first look for garbage early. `node/heap.mjs` does the rest.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=8', '--initial-old-space-size=16'];
