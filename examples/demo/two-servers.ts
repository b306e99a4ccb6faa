import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings, startEmbedded } from '@skein/compose';
import type { EmbeddedSkein } from '@skein/compose';

/** What stands in for a second cloud: another Skein, spoken to through the AWS SDK. */
export const STAND_IN = 'aws-stand-in';

/** What a call on our own machine is worth: without a rate card it would be free, and nothing would be left to choose. */
const OWN_RATES = {
  version: '2026-11-21.demo',
  plans: [
    {
      id: 'own',
      provider: 'skein',
      title: 'Own machines: what the demo takes them to be worth',
      time: { granularityMs: 1, minimumMs: 0, initBilled: true },
      memory: { basis: 'configured', granularityMb: 1 },
      rates: { memory: { tiers: [{ from: '0', price: '0.00002' }] } },
      request: { tiers: [{ from: '0', price: '0.25' }] },
      sources: [{ text: 'made up for the demo', date: '2026-11-21' }],
    },
  ],
};

export interface DemoServers extends AsyncDisposable {
  /** The one that is shown. */
  readonly skein: EmbeddedSkein;
  readonly standIn: EmbeddedSkein;
}

/** Starts both servers in a folder; the first knows the second as a provider. */
export async function startServers(folder: string): Promise<DemoServers> {
  await using opened = new AsyncDisposableStack();
  const standIn = opened.use(await start(path.join(folder, 'stand-in'), {}));
  const [providers, prices] = [path.join(folder, 'providers.json'), path.join(folder, 'prices.json')];
  const place = { name: STAND_IN, kind: 'aws', region: 'us-east-1', role: 'arn:aws:iam::000000000000:role/demo' };
  await writeFile(providers, JSON.stringify({ providers: [{ ...place, endpoints: { lambda: standIn.url } }] }));
  await writeFile(prices, JSON.stringify(OWN_RATES));
  // The stand-in checks no signatures, but the SDK makes them.
  process.env['AWS_ACCESS_KEY_ID'] ??= 'demo';
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'demo';
  const skein = opened.use(await start(path.join(folder, 'skein'), { SKEIN_PROVIDERS: providers, SKEIN_PRICES: prices }));
  const all = opened.move();
  return { skein, standIn, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function start(dataDir: string, settings: Readonly<Record<string, string>>): Promise<EmbeddedSkein> {
  const variables = { ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: dataDir, DB_PATH: undefined, ...settings };
  return startEmbedded(readSettings(variables));
}
