import { installPackages } from './install-packages.ts';
import { findPythonTools } from './python-tools.ts';
import { listMissingPackages } from './system-packages.ts';

/** Gets what the tests need of the machine, as far as it can be had. Resolves to the variables that say where it is. */
export async function setUp(print: (text: string) => void): Promise<Readonly<Record<string, string>>> {
  await installPackages(await listMissingPackages(), print);
  const tools = await findPythonTools(print);
  return tools === undefined ? {} : { SKEIN_TEST_AWS: tools.aws, SKEIN_TEST_PYTHON: tools.python };
}
