import { packFiles } from '../pack/pack-files.ts';

/** Where the handler of tasks, `skein_runtime.tasks`, finds the pickle of the function. */
const FUNCTION_FILE = 'function.pickle';

/** The package of a task function: the pickle as it came, unopened, and the libraries that open it. Equal functions give equal packages. */
export function packTask(pickle: Buffer, libraries: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  return packFiles({ ...libraries, [FUNCTION_FILE]: pickle });
}
