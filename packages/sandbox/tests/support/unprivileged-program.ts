/**
 * What an ordinary user's server can do: opens a bubblewrap driver, runs a function, and prints what it found as JSON.
 * Arguments: the driver's data folder, the function's code folder.
 */
import { randomUUID } from 'node:crypto';
import { createDriver } from '../../src/index.ts';
import { Conversation } from './conversation.ts';
import { interpreterOf } from './interpreters.ts';
import { silentLogger, TEST_RUNTIMES } from './test-runtimes.ts';

const [dataDir = '', codeDir = ''] = process.argv.slice(2);
const driver = await createDriver('bubblewrap', {
  runtimes: TEST_RUNTIMES,
  dataDir,
  temporaryDir: dataDir,
  cpu: 'one-core',
  logger: silentLogger,
});
const code = { codeDir, memoryMb: 128, ephemeralStorageMb: 512 };
const start = { id: randomUUID(), interpreter: interpreterOf('python'), network: 'none' } as const;
const sandbox = await driver.start(driver.takesCodeLater ? start : { ...start, code });
const conversation = await Conversation.with(sandbox);
await sandbox.specialise(code);

const QUESTIONS = {
  user: 'import os; answer = os.getuid()',
  status: 'answer = open("/proc/self/status").read()',
  root: 'answer = sorted(os.listdir("/"))',
  code: 'answer = os.listdir("/var/task")',
  writeCode: 'open("/var/task/new", "w")',
  interfaces: 'answer = [line.split(":")[0].strip() for line in list(open("/proc/net/dev"))[2:]]',
  temporaryBytes: 's = os.statvfs("/tmp"); answer = s.f_bavail * s.f_bsize',
  writeTemporary: 'answer = open("/tmp/file", "w").write("text")',
  little: 'answer = len(bytearray(64 * 1024 * 1024))',
  much: 'bytearray(400 * 1024 * 1024)',
};
const answers: Record<string, unknown> = {};
for (const [name, question] of Object.entries(QUESTIONS)) answers[name] = await conversation.ask(question);
const nodeSandbox = await driver.start({
  ...start,
  id: randomUUID(),
  interpreter: interpreterOf('node'),
  ...(driver.takesCodeLater ? {} : { code }),
});
const nodeConversation = await Conversation.with(nodeSandbox);
await nodeSandbox.specialise(code);
for (const [name, megabytes] of Object.entries({ nodeLittle: 64, nodeMuch: 400 }))
  answers[name] = await nodeConversation.ask(`Buffer.alloc(${megabytes} * 1024 * 1024, 1).length`);
await nodeSandbox.destroy();
const peakMemoryBytes = sandbox.meter.peakMemoryBytes();
const exit = await sandbox.destroy();
const { takesCodeLater, runsAsOtherUsers, findings } = driver;
await driver.close();
process.stdout.write(JSON.stringify({ takesCodeLater, runsAsOtherUsers, findings, answers, peakMemoryBytes, exit }));
