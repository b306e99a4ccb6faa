import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SkeinError } from '@skein/contracts';
import { packFolder } from '@skein/packaging';
import type { DemoFunction } from './demo-functions.ts';

const WARM_CALLS = 200;
/** Time for the function to become active and for the pool to fill, as it would have on a server that runs. */
const SETTLE_MS = 500;

/** Deploys one example through the Lambda API, calls it once cold and many times warm; a row of the demo's table. */
export async function measureFunction(url: string, driver: string, demo: DemoFunction): Promise<string[]> {
  await deploy(url, demo);
  await pause(SETTLE_MS);
  const cold = await invoke(url, demo, { 'x-amz-log-type': 'Tail' });
  const warm: number[] = [];
  for (let call = 0; call < WARM_CALLS; call++) warm.push((await invoke(url, demo, {})).tookMs);
  const last = await invoke(url, demo, { 'x-amz-log-type': 'Tail' });
  warm.sort((a, b) => a - b);
  const at = (share: number): string => (warm[Math.floor(warm.length * share)] ?? 0).toFixed(2);
  return [
    demo.folder,
    demo.runtime,
    driver,
    cold.tookMs.toFixed(1),
    at(0.5),
    at(0.99),
    figure(last.log, 'Billed Duration'),
    figure(last.log, 'Max Memory Used'),
  ];
}

async function deploy(url: string, { folder, runtime, handler }: DemoFunction): Promise<void> {
  const zip = await packFolder(fileURLToPath(new URL(`../${folder}`, import.meta.url)));
  const body = {
    FunctionName: folder,
    Runtime: runtime,
    Handler: handler,
    Role: 'arn:aws:iam::000000000000:role/demo',
    Code: { ZipFile: zip.toString('base64') },
  };
  const response = await fetch(`${url}/2015-03-31/functions`, { method: 'POST', body: JSON.stringify(body) });
  if (response.status !== 201) throw new SkeinError('internal', { reason: `${folder} could not be deployed: ${await response.text()}` });
}

interface Call {
  readonly tookMs: number;
  readonly log: string;
}

async function invoke(url: string, { folder, event }: DemoFunction, headers: Readonly<Record<string, string>>): Promise<Call> {
  const startedMs = performance.now();
  const response = await fetch(`${url}/2015-03-31/functions/${folder}/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
    headers,
  });
  const text = await response.text();
  const tookMs = performance.now() - startedMs;
  if (response.status !== 200 || response.headers.has('x-amz-function-error')) {
    throw new SkeinError('internal', { reason: `${folder} answered ${response.status}: ${text}` });
  }
  return { tookMs, log: Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString() };
}

/** A figure of the REPORT line. */
function figure(log: string, name: string): string {
  return new RegExp(`\\t${name}: ([\\d.]+)`).exec(log)?.[1] ?? '?';
}
