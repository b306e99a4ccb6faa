import { setTimeout as pause } from 'node:timers/promises';
import type { SkeinClient } from '@skein/client';
import { SkeinError } from '@skein/contracts';
import { packFolder } from '@skein/packaging';
import type { DemoFunction } from './demo-functions.ts';

const WARM_CALLS = 200;
/** Time for the pool to fill again, as it would have on a server that runs. */
const SETTLE_MS = 500;

/** Deploys one example through the public API, calls it once cold and many times warm; a row of the demo's table. */
export async function measureFunction(client: SkeinClient, driver: string, demo: DemoFunction): Promise<string[]> {
  const { name, dir, runtime, handler, exclude } = demo;
  const zip = await packFolder(dir, { isIgnored: (file) => exclude.includes(file) || file === 'skein.json' });
  await client.functions.create({ name, runtime, handler, zip });
  await client.functions.waitUntilReady(name);
  await pause(SETTLE_MS);
  const cold = await invoke(client, demo, true);
  const warm: number[] = [];
  for (let call = 0; call < WARM_CALLS; call += 1) warm.push((await invoke(client, demo, false)).tookMs);
  const last = await invoke(client, demo, true);
  warm.sort((left, right) => left - right);
  const at = (share: number): string => (warm[Math.floor(warm.length * share)] ?? 0).toFixed(2);
  return [
    name,
    runtime,
    driver,
    cold.tookMs.toFixed(1),
    at(0.5),
    at(0.99),
    figure(last.log, 'Billed Duration'),
    figure(last.log, 'Max Memory Used'),
  ];
}

interface Call {
  readonly tookMs: number;
  readonly log: string;
}

async function invoke(client: SkeinClient, { name, event }: DemoFunction, withLog: boolean): Promise<Call> {
  const startedMs = performance.now();
  const { body, functionError, log = '' } = await client.invoke(name, Buffer.from(JSON.stringify(event)), { withLog });
  const tookMs = performance.now() - startedMs;
  if (functionError !== undefined) throw new SkeinError('internal', { reason: `${name} failed: ${body.toString()}` });
  return { tookMs, log };
}

/** A figure of the REPORT line. */
function figure(log: string, name: string): string {
  return new RegExp(`\\t${name}: ([\\d.]+)`).exec(log)?.[1] ?? '?';
}
