import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import { findFreePort } from './free-port.ts';
import { PEERS_DIR, importPeer } from './peer.ts';
import { CHAIN_STEPS, WIDE_STEPS, measureShapes } from './shapes.ts';

interface Context {
  run<T>(name: string, step: () => Promise<T>): Promise<T>;
}

/** What is used of the SDK. */
interface Restate {
  readonly RestatePromise: { all(promises: readonly Promise<unknown>[]): Promise<unknown> };
  service(definition: { readonly name: string; readonly handlers: object }): object;
  createEndpointHandler(options: { readonly services: readonly object[] }): Parameters<typeof createServer>[1];
}

const READY_LOOKS = 300;
const READY_LOOK_MS = 100;

/** Restate on one node, its log on the disk, with steps that are functions of this process. Words: a folder, and how many executions. */
async function main([folder = '', count = '1']: readonly string[]): Promise<void> {
  // Read when the module is loaded; each invocation would write two lines.
  process.env['RESTATE_LOGGING'] = 'ERROR';
  const restate = await importPeer<Restate>('@restatedev/restate-sdk');
  const step = (): Promise<number> => Promise.resolve(1);
  const service = restate.service({
    name: 'bench',
    handlers: {
      chain: async (context: Context) => {
        for (let index = 0; index < CHAIN_STEPS; index += 1) await context.run(`s${index}`, step);
        return 'done';
      },
      wide: async (context: Context) => {
        await restate.RestatePromise.all(Array.from({ length: WIDE_STEPS }, (_step, index) => context.run(`s${index}`, step)));
        return 'done';
      },
    },
  });
  const endpoint = createServer(restate.createEndpointHandler({ services: [service] })).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const [ingress, admin, node] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const server = spawn(path.join(PEERS_DIR, 'node_modules/.bin/restate-server'), ['--base-dir', folder, '--node-name', 'bench'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      RESTATE_LOG_FILTER: 'error',
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
      DO_NOT_TRACK: '1',
    },
  });
  try {
    const uri = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
    await post(`http://127.0.0.1:${admin}/deployments`, { uri }, READY_LOOKS);
    await post(`http://127.0.0.1:${ingress}/bench/chain`, {}, READY_LOOKS);
    const call = (shape: string) => (): Promise<void> => post(`http://127.0.0.1:${ingress}/bench/${shape}`, {});
    console.log(JSON.stringify(await measureShapes({ chain: call('chain'), wide: call('wide') }, Number(count))));
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    endpoint.close();
  }
}

/** Sends a document; while the server starts, again and again. */
async function post(url: string, body: object, looks = 1): Promise<void> {
  for (let look = 1; ; look += 1) {
    const problem = await tryPost(url, body);
    if (problem === undefined) return;
    if (look >= looks) throw new SkeinError('internal', { reason: `${url}: ${problem}` });
    await pause(READY_LOOK_MS);
  }
}

async function tryPost(url: string, body: object): Promise<string | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    return response.ok ? undefined : `${response.status} ${text}`;
  } catch (error) {
    return String(error);
  }
}

await main(process.argv.slice(2));
process.exitCode = 0;
