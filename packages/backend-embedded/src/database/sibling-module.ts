import { extname } from 'node:path';

/**
 * URL of the module of that name beside the calling one. It has the caller's extension, so that it is found in the sources as
 * well as in a build, where each thread's program must lie beside the file that starts it.
 */
export function siblingModule(callerUrl: string, name: string): URL {
  return new URL(`./${name}${extname(callerUrl)}`, callerUrl);
}
