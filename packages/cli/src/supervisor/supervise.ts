import { setTimeout as pause } from 'node:timers/promises';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { holdPort } from './held-port.ts';
import { Orders } from './orders.ts';
import type { Order } from './orders.ts';
import { decideNext } from './server-end.ts';
import type { ServerEnd } from './server-end.ts';
import { ServerProcess } from './server-process.ts';

/**
 * Keeps a port open and one server behind it: the next one is started when the last has ended because of SIGHUP, or has crashed.
 * Connections that come meanwhile wait in the kernel. Resolves when the server has ended for good.
 */
export async function supervise(
  { environment, signal, remark }: CommandContext,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ExitCode> {
  using held = await holdPort(host, port);
  let server: ServerProcess | undefined;
  let waiting = new AbortController();
  let stopped = signal.aborted;
  using _orders = new Orders((order: Order) => {
    stopped ||= order === 'stop';
    server?.tell(order);
    waiting.abort();
  });
  remark(`Process ${process.pid} keeps port ${held.address().port} open; kill -HUP ${process.pid} restarts the server behind it.`);
  for (let crashes = 0, wasUp = false; !stopped;) {
    server = new ServerProcess(held.fd(), environment);
    const end = await server.ended;
    const next = decideNext(end, { crashes, wasUp });
    wasUp ||= server.isUp;
    server = undefined;
    if (next.action === 'finish') return next.failed ? EXIT_CODES.failed : EXIT_CODES.ok;
    crashes = next.crashes;
    remark(describeEnd(end, next.afterMs));
    waiting = new AbortController();
    await pause(next.afterMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  }
  return EXIT_CODES.ok;
}

function describeEnd({ told, exitCode, signal }: ServerEnd, afterMs: number): string {
  if (told === 'restart') return 'The server has ended; the next one starts.';
  const how = signal ?? `exit code ${exitCode}`;
  return `The server has ended with ${how}; the next one starts ${afterMs === 0 ? 'now' : `in ${afterMs / 1_000} s`}.`;
}
