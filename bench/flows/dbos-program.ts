import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SkeinError } from '@skein/contracts';
import { findFreePort } from './free-port.ts';
import { importPeer } from './peer.ts';
import { CHAIN_STEPS, WIDE_STEPS, measureShapes } from './shapes.ts';

type Workflow = () => Promise<string>;

/** What is used of the SDK. */
interface Dbos {
  readonly DBOS: {
    setConfig(config: Readonly<Record<string, unknown>>): void;
    registerWorkflow(workflow: Workflow, options: { readonly name: string }): Workflow;
    runStep<T>(step: () => Promise<T>, options: { readonly name: string }): Promise<T>;
    launch(): Promise<void>;
    shutdown(): Promise<void>;
  };
}

const READY_LOOKS = 300;
const READY_LOOK_MS = 100;
const NOBODY = { uid: 65_534, gid: 65_534 };
/** One connection more than what PostgreSQL allows by itself would be refused. */
const CONNECTIONS = 50;

/** DBOS on a PostgreSQL of its own that flushes every commit, with steps of this process. Words: a folder, and how many executions. */
async function main([folder = '', count = '1']: readonly string[]): Promise<void> {
  const dataDir = path.join(folder, 'postgres');
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? NOBODY : {};
  if (isRoot) await chown(folder, NOBODY.uid, NOBODY.gid);
  await promisify(execFile)('initdb', ['-D', dataDir, '-U', 'bench', '-A', 'trust'], user);
  const port = await findFreePort();
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `port=${port}`, '-c', `unix_socket_directories=${folder}`];
  const server = spawn('postgres', ['-D', dataDir, ...settings], { stdio: 'ignore', ...user });
  try {
    await untilReady(port);
    const { DBOS } = await importPeer<Dbos>('@dbos-inc/dbos-sdk');
    const step = (): Promise<number> => Promise.resolve(1);
    const chain = DBOS.registerWorkflow(
      async () => {
        for (let index = 0; index < CHAIN_STEPS; index += 1) await DBOS.runStep(step, { name: `s${index}` });
        return 'done';
      },
      { name: 'chain' },
    );
    const wide = DBOS.registerWorkflow(
      async () => {
        await Promise.all(Array.from({ length: WIDE_STEPS }, (_step, index) => DBOS.runStep(step, { name: `s${index}` })));
        return 'done';
      },
      { name: 'wide' },
    );
    const systemDatabaseUrl = `postgresql://bench@127.0.0.1:${port}/bench`;
    const options = { runAdminServer: false, logLevel: 'error', systemDatabasePoolSize: CONNECTIONS };
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl, ...options });
    await DBOS.launch();
    const run = (workflow: Workflow) => async (): Promise<void> => void (await workflow());
    const shapes = await measureShapes({ chain: run(chain), wide: run(wide) }, Number(count));
    await DBOS.shutdown();
    console.log(JSON.stringify(shapes));
  } finally {
    server.kill('SIGINT');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

async function untilReady(port: number): Promise<void> {
  const words = ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', '-d', 'postgres', '-c', 'CREATE DATABASE bench'];
  for (let look = 1; ; look += 1) {
    const problem = await promisify(execFile)('psql', words).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (problem === undefined) return;
    if (look === READY_LOOKS) throw new SkeinError('internal', { reason: problem });
    await pause(READY_LOOK_MS);
  }
}

await main(process.argv.slice(2));
