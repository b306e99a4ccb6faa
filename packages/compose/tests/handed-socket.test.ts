import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, mkdtemp, rm } from 'node:fs/promises';
import { BoundSocket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/adopt-program.ts', import.meta.url));
const ACTIVATE = '/usr/bin/systemd-socket-activate';
const missing = existsSync(ACTIVATE) ? '' : ' (skipped: needs systemd-socket-activate)';

interface Adopted {
  readonly host?: string;
  readonly port?: number;
  readonly code?: string;
  readonly details?: { readonly setting: string; readonly reason: string };
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'skein-handed-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

type Variables = Readonly<Record<string, string | undefined>>;

const environmentWith = (variables: Variables): NodeJS.ProcessEnv => ({
  ...process.env,
  PORT: undefined,
  SKEIN_HOST: undefined,
  ...variables,
});

async function read(child: ChildProcess): Promise<Adopted> {
  if (child.stdout === null) throw new Error('the program has no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as Adopted;
}

/** What the program makes of descriptors, the first of which is number 3; `variables` come after those of a proper hand-over. */
function hand(descriptors: readonly ('ignore' | 'pipe' | number)[], variables: Variables = {}): Promise<Adopted> {
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit', ...descriptors];
  const env = environmentWith({ LISTEN_FDS: '1', ...variables });
  const words = ['-c', `${'LISTEN_PID' in variables ? '' : 'LISTEN_PID=$$ '}exec "$@"`, 'sh', process.execPath, PROGRAM];
  return read(spawn('/bin/sh', words, { stdio, env }));
}

/** What the program makes of what systemd's own program hands over, after somebody has called. */
async function activate(options: readonly string[], address: string, call: () => void): Promise<Adopted> {
  const child = spawn(ACTIVATE, [...options, '--listen', address, process.execPath, PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentWith({}),
  });
  // It says that it listens.
  child.stderr.once('data', call);
  const adopted = await read(child);
  child.kill();
  return adopted;
}

function freePort(): number {
  using bound = new BoundSocket({ host: '127.0.0.1' });
  return bound.address().port;
}

const refused = (setting: string, reason: RegExp): object => ({
  code: 'invalid_configuration',
  details: { setting, reason: expect.stringMatching(reason) as string },
});

describe('a socket that was handed over', () => {
  test.each(['127.0.0.1', '::1', '0.0.0.0'])('is served where it is bound: %s', async (host) => {
    using bound = new BoundSocket({ host });
    expect(await hand([bound.fd()])).toEqual({ host, port: bound.address().port });
  });

  test('may be what the operator named besides', async () => {
    using bound = new BoundSocket({ host: '127.0.0.1' });
    const { port } = bound.address();
    for (const SKEIN_HOST of ['127.0.0.1', 'localhost'])
      for (const PORT of [String(port), '0']) expect(await hand([bound.fd()], { SKEIN_HOST, PORT })).toEqual({ host: '127.0.0.1', port });
  });

  test('is none where no number of sockets is given, or none', async () => {
    expect(await hand([], { LISTEN_FDS: undefined })).toEqual({});
    expect(await hand([], { LISTEN_FDS: '0', LISTEN_PID: '1' })).toEqual({});
  });
});

describe('what was handed over is refused, with the reason, when it', () => {
  test('is for another process, or for nobody', async () => {
    expect(await hand(['ignore'], { LISTEN_PID: '1' })).toEqual(refused('LISTEN_PID', /names process 1, and this is process \d+\./));
    expect(await hand(['ignore'], { LISTEN_PID: undefined })).toEqual(refused('LISTEN_PID', /does not say which process/));
  });

  test('is no number, or more than one', async () => {
    expect(await hand(['ignore'], { LISTEN_FDS: 'one' })).toEqual(refused('LISTEN_FDS', /^one is not a number/));
    const several = { LISTEN_FDS: '2', LISTEN_FDNAMES: 'public:admin' };
    expect(await hand(['ignore', 'ignore'], several)).toEqual(refused('LISTEN_FDS', /^2 sockets were handed over \(public, admin\)/));
  });

  test('is closed, a device, a file or a pipe', async () => {
    const file = await open(path.join(dir, 'file'), 'w');
    const shapes = [[], ['ignore'], [file.fd], ['pipe']] as const;
    for (const shape of shapes) expect(await hand(shape)).toEqual(refused('LISTEN_FDS', /^descriptor 3 is /));
    await file.close();
  });

  test('has another port or address than the operator named', async () => {
    using bound = new BoundSocket({ host: '127.0.0.1' });
    const { port } = bound.address();
    const other = String(port === 8080 ? 8081 : 8080);
    expect(await hand([bound.fd()], { PORT: other })).toEqual(refused('PORT', new RegExp(`says ${other}, .*at port ${port}\\.`)));
    expect(await hand([bound.fd()], { SKEIN_HOST: '0.0.0.0' })).toEqual(refused('SKEIN_HOST', /says 0\.0\.0\.0, .*at 127\.0\.0\.1\./));
  });
});

describe.skipIf(missing)(`what systemd-socket-activate hands over${missing}`, () => {
  test('is taken when it listens', async () => {
    const port = freePort();
    const adopted = await activate([], `127.0.0.1:${port}`, () => void connect(port, '127.0.0.1').on('error', () => undefined));
    expect(adopted).toEqual({ host: '127.0.0.1', port });
  });

  test('is refused when it is a connection, or a Unix socket', async () => {
    const port = freePort();
    const call = (): void => void connect(port, '127.0.0.1').on('error', () => undefined);
    expect(await activate(['--accept'], `127.0.0.1:${port}`, call)).toEqual(refused('LISTEN_FDS', /is a connection.*Accept=no/));
    const unix = path.join(dir, 'socket');
    expect(await activate([], unix, () => void connect(unix).on('error', () => undefined))).toEqual(
      refused('LISTEN_FDS', /not a socket of TCP/),
    );
  });
});
