import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SkeinError } from '@skein/contracts';

export interface LoadResult {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly requestsPerSecond: number;
}

export const EVENT = '{"name":"world"}';
/** What is sent besides the event. */
export interface LoadOptions {
  /** Paths of the server that are called in turn; the URL's own when there are none. */
  readonly paths?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** wrk reports to its script in microseconds. */
const SCRIPT = `
wrk.method = "POST"
wrk.body = '${EVENT}'
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", latency:percentile(50), latency:percentile(99), summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`;

const withHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}\n`)
    .join('');

/** Sends requests to the paths in turn; the script of one path has the same work to do, so that the client weighs the same on both. */
const inTurn = (paths: readonly string[]) => `
local paths = { ${paths.map((each) => JSON.stringify(each)).join(', ')} }
local turn = 0
request = function()
  turn = turn % #paths + 1
  return wrk.format("POST", paths[turn])
end
`;

/**
 * Loads a URL with wrk for some seconds, or the given paths of its server in turn. Rejects when wrk is missing or when any answer was an
 * error.
 */
export async function runLoad(
  url: string,
  connections: number,
  seconds: number,
  folder: string,
  { paths = [], headers = {} }: LoadOptions = {},
): Promise<LoadResult> {
  // Two loads may run at once.
  const script = path.join(folder, `load-${randomUUID()}.lua`);
  await writeFile(script, SCRIPT + withHeaders(headers) + (paths.length === 0 ? '' : inTurn(paths)));
  const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url]).catch(
    (error: unknown) => {
      throw new SkeinError('usage', { reason: `wrk could not be run (apt-get install wrk): ${String(error)}` }, { cause: error });
    },
  );
  const [p50Us, p99Us, requests, durationUs, errors] = (/RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout) ?? []).slice(1).map(Number);
  if (p50Us === undefined || p99Us === undefined || requests === undefined || durationUs === undefined || errors !== 0) {
    throw new SkeinError('internal', { reason: `wrk saw ${errors ?? 'no'} errors: ${stdout}` });
  }
  return { p50Us, p99Us, requestsPerSecond: requests / (durationUs / 1e6) };
}
