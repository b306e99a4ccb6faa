import { KeyRing, createHotIdentify, createKey, parseHotInvoke } from '@skein/control-plane';
import type { HotIdentify } from '@skein/control-plane';
import { DEFAULT_SCOPE, OPEN_PRINCIPAL, SkeinError } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import { signRequest } from '../../tests/support/sign-request.ts';
import { median, rounded } from '../lib/statistics.ts';

export interface CheckRow {
  readonly [column: string]: string | number;
  readonly check: string;
  readonly medianUs: number;
}

interface Check {
  readonly name: string;
  readonly identify: HotIdentify;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HOST = '127.0.0.1:8080';
const PATH = '/2015-03-31/functions/hello/invocations';
const KEYS = 1_000;
const CALLS = 5_000;
const EVENT = '{"name":"world"}';
const LARGE_BYTES = 64 * 1024;

/** What the check of one request costs in the process that makes it, without the request; all checks in turn, medians of the rounds. */
export async function measureChecks(rounds: number): Promise<readonly CheckRow[]> {
  const checks = await prepareChecks();
  const taken = checks.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, check] of checks.entries()) {
      const us = timeCheck(check);
      // The first round warms up.
      if (round > 0) taken[index]?.push(us);
    }
  }
  return checks.map(({ name }, index) => ({ check: name, medianUs: rounded(median(taken[index] ?? [])) }));
}

async function prepareChecks(): Promise<readonly Check[]> {
  const open = createHotIdentify({ keys: await openRing(), scope: DEFAULT_SCOPE, clock: systemClock });
  const keys = await openRing();
  const context = { keys, scope: DEFAULT_SCOPE, clock: systemClock, logger: { debug() {}, info() {}, warn() {}, error() {} } };
  const issued = [];
  for (let count = 0; count < KEYS; count += 1) issued.push(await createKey(context, OPEN_PRINCIPAL, { role: 'admin' }));
  const [chosen] = issued;
  if (chosen === undefined) throw new SkeinError('internal', { reason: 'no key was made' });
  const identify = createHotIdentify(context);
  const key = { id: chosen.key.id, secret: chosen.secret };
  const large = JSON.stringify('x'.repeat(LARGE_BYTES));
  const signed = (body: string) => signRequest(key, { method: 'POST', host: HOST, path: PATH, body });
  return [
    { name: 'no keys in force', identify: open, headers: {}, body: EVENT },
    { name: `Bearer: look-up among ${KEYS} keys`, identify, headers: { authorization: `Bearer ${key.secret}` }, body: EVENT },
    { name: 'Signature V4, small event', identify, headers: signed(EVENT), body: EVENT },
    { name: 'Signature V4, event of 64 KiB', identify, headers: signed(large), body: large },
  ];
}

async function openRing(): Promise<KeyRing> {
  const store = { listKeys: async () => [], putKey: async () => {}, removeKey: async () => {} };
  return await KeyRing.open({ store, masterKey: Buffer.alloc(32, 7), scope: DEFAULT_SCOPE, clock: systemClock });
}

function timeCheck({ identify, headers, body }: Check): number {
  const lines = Object.entries({ host: HOST, ...headers, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const request = parseHotInvoke(Buffer.from(`POST ${PATH} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`));
  const bytes = Buffer.from(body);
  if (request === undefined) throw new SkeinError('internal', { reason: 'the request is not hot' });
  const startedMs = performance.now();
  for (let call = 0; call < CALLS; call += 1) {
    if (identify(request, bytes) === undefined) throw new SkeinError('internal', { reason: 'a right key was refused' });
  }
  return ((performance.now() - startedMs) / CALLS) * 1_000;
}
