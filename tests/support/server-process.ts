import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('serve.ts', import.meta.url));

/** A server in a process of its own, with its own descriptors and memory. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly processId: number;
}

/** Starts a server on a free port. It is told to stop, and waited for, when it is disposed of. */
export async function startServerProcess(dataDir: string, variables: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const settings = { PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, ...variables };
  const child = spawn(process.execPath, [PROGRAM], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    processId: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
