import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SkeinError } from '@skein/contracts';
import { readSettings, startEmbedded } from '@skein/compose';
import { packFiles } from '@skein/packaging';
import { startFloorServer } from './floor-server.ts';
import { runLoad } from './load.ts';

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = [1, 16];
const PYTHON = '/usr/bin/python3';

export interface WarmResult {
  readonly connections: number;
  readonly floorP50Us: number;
  readonly skeinP50Us: number;
  readonly p50Ratio: number;
  readonly floorRequestsPerSecond: number;
  readonly skeinRequestsPerSecond: number;
  readonly requestsRatio: number;
}

/** The whole path over the AWS route against the floor, alternating in one run; medians of the rounds and of their ratios. */
export async function measureWarm(print: (line: string) => void): Promise<WarmResult[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'skein-bench-'));
  try {
    await using skein = await startEmbedded(
      readSettings({ ...process.env, PORT: '0', LOG_LEVEL: 'error', SKEIN_DATA: folder, DB_PATH: undefined }),
    );
    await deploy(skein.url);
    const results: WarmResult[] = [];
    for (const connections of CONNECTIONS) results.push(await compare(skein.url, connections, folder, print));
    return results;
  } finally {
    // check-allow recursive-deletes -- mkdtemp made this folder above
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(skeinUrl: string, connections: number, folder: string, print: (line: string) => void): Promise<WarmResult> {
  await using floor = await startFloorServer(PYTHON, connections);
  const invokeUrl = `${skeinUrl}/2015-03-31/functions/hello/invocations`;
  await runLoad(invokeUrl, connections, 1, folder);
  await runLoad(floor.url, connections, 1, folder);
  const rounds = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const base = await runLoad(floor.url, connections, SECONDS, folder);
    const ours = await runLoad(invokeUrl, connections, SECONDS, folder);
    rounds.push({ base, ours });
    print(`warm, ${connections} connections, round ${round} of ${ROUNDS}: floor ${base.p50Us} us, Skein ${ours.p50Us} us`);
  }
  return {
    connections,
    floorP50Us: median(rounds.map(({ base }) => base.p50Us)),
    skeinP50Us: median(rounds.map(({ ours }) => ours.p50Us)),
    p50Ratio: median(rounds.map(({ base, ours }) => ours.p50Us / base.p50Us)),
    floorRequestsPerSecond: median(rounds.map(({ base }) => base.requestsPerSecond)),
    skeinRequestsPerSecond: median(rounds.map(({ ours }) => ours.requestsPerSecond)),
    requestsRatio: median(rounds.map(({ base, ours }) => ours.requestsPerSecond / base.requestsPerSecond)),
  };
}

async function deploy(url: string): Promise<void> {
  const zip = await packFiles({ 'app.py': 'def handler(event, context):\n    return {"hello": event["name"]}\n' });
  const body = {
    FunctionName: 'hello',
    Runtime: 'python3.11',
    Handler: 'app.handler',
    Role: 'arn:aws:iam::000000000000:role/bench',
    Code: { ZipFile: zip.toString('base64') },
  };
  const created = await fetch(`${url}/2015-03-31/functions`, { method: 'POST', body: JSON.stringify(body) });
  const answer = await fetch(`${url}/2015-03-31/functions/hello/invocations`, { method: 'POST', body: '{"name":"first"}' });
  const text = await answer.text();
  if (text !== '{"hello": "first"}')
    throw new SkeinError('internal', { reason: `the function answered ${text}, its creation ${created.status}` });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
