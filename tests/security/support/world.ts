import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { EPHEMERAL_STORAGE_DEFAULT_MB, LOG_KEPT_BYTES, MEMORY_DEFAULT_MB, SANDBOX_PIDS_MAX } from '@skein/contracts';
import { startVictim } from './victim.ts';
import type { Victim } from './victim.ts';

/** What an attempt is told about the world outside, as the Python in `hostile` names it. */
export interface WorldFacts {
  readonly secretFile: string;
  readonly dataFolder: string;
  readonly otherCode: string;
  readonly victimPid: number;
  readonly victimArgument: string;
  readonly victimVariable: string;
  readonly serverPort: number;
  readonly hostPort: number;
  readonly hostSocketName: string;
  /** Of this machine, besides the loopback's. */
  readonly hostAddresses: readonly string[];
  readonly otherSandbox: object;
  readonly memoryMb: number;
  readonly temporaryMb: number;
  readonly processesMax: number;
  readonly logBytes: number;
}

/** What is outside of all sandboxes and no function's business: files, a process, and what listens. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly dataFolder: string;
  readonly victim: Victim;
  readonly facts: Omit<WorldFacts, 'otherCode' | 'otherSandbox' | 'serverPort'>;
}

/** `user` owns all of it: the server's own user by default. */
export async function makeWorld(user?: number): Promise<World> {
  const marker = `skein-escape-${randomUUID()}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-escape-'));
  const secretFile = path.join(folder, 'secret');
  const dataFolder = path.join(folder, 'data');
  await chmod(folder, 0o755);
  await writeFile(secretFile, 'of the host', { mode: 0o644 });
  if (user !== undefined) await chown(folder, user, user);
  const victim = await startVictim(`${marker}-argument`, `${marker}-variable`, user);
  const onPort = await listen({ host: '0.0.0.0', port: 0 });
  const onName = await listen({ path: `\0${marker}` });
  return {
    folder,
    dataFolder,
    victim,
    facts: {
      secretFile,
      dataFolder,
      victimPid: victim.pid,
      victimArgument: `${marker}-argument`,
      victimVariable: `${marker}-variable`,
      hostPort: (onPort.address() as AddressInfo).port,
      hostSocketName: marker,
      hostAddresses: ownAddresses(),
      memoryMb: MEMORY_DEFAULT_MB,
      temporaryMb: EPHEMERAL_STORAGE_DEFAULT_MB,
      processesMax: SANDBOX_PIDS_MAX,
      logBytes: LOG_KEPT_BYTES,
    },
    async [Symbol.asyncDispose]() {
      onPort.close();
      onName.close();
      await victim[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listen(where: object): Promise<Server> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((done) => void server.listen(where, done));
  return server;
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}

/** The path of a file somewhere below a folder, by its name. */
export async function findFile(folder: string, name: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no ${name} below ${folder}`);
  return path.join(found.parentPath, name);
}
