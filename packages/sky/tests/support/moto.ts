import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';

const PYTHON = process.env['SKEIN_TEST_PYTHON'] ?? 'python3';

/** Whether this machine has moto, which imitates AWS's control plane. */
export const hasMoto = spawnSync(PYTHON, ['-c', 'import moto.server']).status === 0;

let child: ChildProcess | undefined;
let started: Promise<string> | undefined;

afterAll(() => void child?.kill());

/** The address of a moto server, one for each test file. */
export function motoServer(): Promise<string> {
  started ??= start();
  return started;
}

async function start(): Promise<string> {
  child = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    // AWS's own policies are there from the start, as in a real account.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child?.stdout, child?.stderr]) {
      if (stream === null || stream === undefined) continue;
      createInterface(stream).on('line', (line) => {
        const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child?.once('exit', (code) => reject(new Error(`moto ended with ${code}`)));
  });
  // Without Docker it runs no code: it answers with what it was sent.
  await fetch(`${url}/moto-api/config`, { method: 'POST', body: JSON.stringify({ lambda: { use_docker: false } }) });
  return url;
}
