import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SkeinClient } from '@skein/client';
import { signRequest } from '../../tests/support/sign-request.ts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { EVENT, runLoad } from '../lib/load.ts';
import type { LoadResult } from '../lib/load.ts';
import { HELLO, SkeinServer } from '../lib/skein-server.ts';
import { median, rounded } from '../lib/statistics.ts';
import { measureChecks } from './measure-checks.ts';

const ROUNDS_DEFAULT = 5;
const CHECK_ROUNDS = 15;
const SECONDS = 3;
const CONNECTIONS = [1, 16];
const PATH = '/2015-03-31/functions/hello/invocations';

interface Road {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The check of one request in microseconds, and a warm Invoke with a key against one without, alternating in one run. */
export const keys: Benchmark = {
  name: 'keys',
  summary: 'checking a key: microseconds for each request, and the whole path of a warm Invoke with a key over one without',
  async run(options) {
    const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-load-'));
    try {
      const checks = await measureChecks(CHECK_ROUNDS);
      options.print(checks.map(({ check, medianUs }) => `${check}: ${medianUs} us`).join('\n'));
      await using open = await SkeinServer.start();
      await using closed = await SkeinServer.start();
      for (const server of [open, closed]) await server.deploy('hello', HELLO.python);
      const { id, secret } = await closed.client.keys.create({ role: 'admin' });
      await new SkeinClient(closed.url, secret).invoke('hello', Buffer.from(EVENT));
      const host = new URL(closed.url).host;
      const roads: readonly Road[] = [
        { name: 'no key', url: open.url + PATH, headers: {} },
        { name: 'Bearer', url: closed.url + PATH, headers: { authorization: `Bearer ${secret}` } },
        {
          name: 'Signature V4',
          url: closed.url + PATH,
          headers: signRequest({ id, secret }, { method: 'POST', host, path: PATH, body: EVENT }),
        },
      ];
      const rows = [];
      for (const connections of CONNECTIONS) rows.push(...(await compare(roads, connections, folder, options)));
      return { driver: open.driver, rows, parts: checks };
    } finally {
      // check-allow recursive-deletes -- mkdtemp made this folder above
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function compare(roads: readonly Road[], connections: number, folder: string, { count = ROUNDS_DEFAULT, print }: BenchmarkOptions) {
  const rounds: (readonly LoadResult[])[] = [];
  // The first round warms up.
  for (let round = 0; round <= count; round += 1) {
    const results = [];
    for (const { url, headers } of roads) results.push(await runLoad(url, connections, SECONDS, folder, { headers }));
    if (round > 0) rounds.push(results);
    print(`keys, ${connections} connections, round ${round} of ${count}: ${results.map(({ p50Us }) => p50Us).join(', ')} us`);
  }
  const medianOf = (read: (results: readonly LoadResult[]) => number | undefined): number =>
    median(rounds.map((results) => read(results) ?? Number.NaN));
  return roads.map(({ name }, index) => ({
    connections,
    road: name,
    p50Us: medianOf((results) => results[index]?.p50Us),
    p50Ratio: rounded(medianOf((results) => (results[index]?.p50Us ?? Number.NaN) / (results[0]?.p50Us ?? Number.NaN))),
    perSecond: Math.round(medianOf((results) => results[index]?.requestsPerSecond)),
    perSecondRatio: rounded(
      medianOf((results) => (results[index]?.requestsPerSecond ?? Number.NaN) / (results[0]?.requestsPerSecond ?? Number.NaN)),
    ),
  }));
}
