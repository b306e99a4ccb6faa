import { fileURLToPath } from 'node:url';

export * from './call-frames.ts';
export * from './frames.ts';

/** Folder of everything that runs inside sandboxes; the files of a family lie in a folder of its name. */
export const RUNTIMES_DIR: string = fileURLToPath(new URL('..', import.meta.url));
