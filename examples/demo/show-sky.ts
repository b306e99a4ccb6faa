import { setTimeout as pause } from 'node:timers/promises';
import { SkeinClient } from '@skein/client';
import { packFiles } from '@skein/packaging';
import { renderTable } from './table.ts';
import { STAND_IN } from './two-servers.ts';
import type { DemoServers } from './two-servers.ts';

const NAME = 'placed';
const PLACES = ['skein', STAND_IN, 'simulated-aws', 'simulated-gcp'] as const;
/** Calls until a choice is expected, and until a slowdown must have been noticed. */
const CALLS_MAX = 100;
/** Between two calls: one of the clouds says only after some seconds what a call has cost. */
const PAUSE_MS = 300;
/** Entries of the ledger to add up: all of them. */
const ENTRIES_MAX = 1_000;

const CODE = 'def handler(event, context):\n    return sum(number * number for number in range(100_000))\n';
/** The same with an injected slowdown. */
const SLOW_CODE = `import time\n${CODE.replace('    return', '    time.sleep(0.7)\n    return')}`;

/** One function on this server, on a second one through the AWS SDK, and on two simulated clouds: the choice, a slowdown, the bill. */
export async function showSky({ skein, standIn }: DemoServers, print: (text: string) => void): Promise<void> {
  const client = new SkeinClient(skein.url);
  const runtime = { name: NAME, runtime: 'python3.12', handler: 'app.handler' };
  await client.functions.create({ ...runtime, zip: await packFiles({ 'app.py': CODE }) });
  await client.functions.waitUntilReady(NAME);
  await client.sky.place(NAME, { providers: PLACES });
  print(`Placed on ${PLACES.join(', ')}.`);
  const [chosen, tried] = await callUntil(client, (place) => place !== undefined);
  print(`After ${tried} calls the choice settles on ${chosen}.`);
  if (chosen === STAND_IN) {
    const { functions } = new SkeinClient(standIn.url);
    await functions.updateCode(NAME, await packFiles({ 'app.py': SLOW_CODE }));
    await functions.waitUntilReady(NAME);
    const [next, calls] = await callUntil(client, (place) => place !== chosen);
    print(`A slowdown is injected there, and noticed after ${calls} ${calls === 1 ? 'call' : 'calls'}: now it is ${next}.`);
  }
  const { totals } = await client.sky.ledger(NAME, ENTRIES_MAX);
  const rows = totals.map(({ provider, calls, billedMs, listDollars }) => [provider, String(calls), String(billedMs), listDollars]);
  print(`\n${renderTable(['place', 'calls', 'billed ms', 'USD by list price'], rows)}`);
  await client.sky.unplace(NAME);
}

/** Calls until the choice is as wanted; the chosen place, and how many calls that took. */
async function callUntil(client: SkeinClient, isWanted: (place: string | undefined) => boolean): Promise<readonly [string, number]> {
  let place: string | undefined;
  for (let call = 1; call <= CALLS_MAX; call += 1) {
    await client.invoke(NAME, Buffer.from('{}'));
    const { arms } = await client.sky.explain(NAME);
    place = arms.find(({ chosen }) => chosen)?.provider;
    if (isWanted(place)) return [place ?? 'none', call];
    await pause(PAUSE_MS);
  }
  return [place ?? 'none', CALLS_MAX];
}
