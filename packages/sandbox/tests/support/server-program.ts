/**
 * A server for tests that are about its death: opens a driver, starts sandboxes, says where they are, and waits.
 * Arguments: driver name, temporary folder, then for each sandbox a number of seconds that a process of it sleeps.
 */
import { randomUUID } from 'node:crypto';
import { createDriver, DRIVER_NAMES } from '../../src/index.ts';
import { Conversation } from './conversation.ts';
import { interpreterOf } from './interpreters.ts';
import { silentLogger, TEST_RUNTIMES } from './test-runtimes.ts';

const [driverName, temporaryDir = '', ...sleeps] = process.argv.slice(2);
const name = DRIVER_NAMES.find((known) => known === driverName) ?? 'process';
const driver = await createDriver(name, {
  runtimes: TEST_RUNTIMES,
  dataDir: temporaryDir,
  temporaryDir,
  cpu: 'one-core',
  logger: silentLogger,
});
const code = { codeDir: temporaryDir, memoryMb: 128, ephemeralStorageMb: 512 };
for (const seconds of sleeps) {
  const sandbox = await driver.start({
    id: randomUUID(),
    interpreter: interpreterOf('python'),
    network: 'none',
    ...(driver.takesCodeLater ? {} : { code }),
  });
  const conversation = await Conversation.with(sandbox);
  await sandbox.specialise(code);
  await conversation.ask(`import subprocess; subprocess.Popen(["setsid", "sleep", "${seconds}"])`);
}
process.stdout.write('ready\n');
