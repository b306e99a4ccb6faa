// A runtime for tests: evaluates each line of JavaScript it is sent, and answers with the JSON of its value or the text of the error.
import { createReadStream, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { constants, runInThisContext } from 'node:vm';

const [, , commandFd, outcomeFd] = process.argv;
writeSync(Number(outcomeFd), '"ready"\n');
for await (const line of createInterface({ input: createReadStream('', { fd: Number(commandFd) }) })) {
  let value;
  try {
    value = await runInThisContext(JSON.parse(line), { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  } catch (error) {
    value = { error: error.name, message: error.message };
  }
  writeSync(Number(outcomeFd), `${JSON.stringify(value ?? null)}\n`);
}
