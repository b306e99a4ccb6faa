import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderEvents } from '../src/commands/events/event-table.ts';
import { SkeinBench } from './support/skein.ts';

const NO_EVENT = 'No event waits, and none was given up.\n';
const LONG_NAME = 'a-function-whose-name-says-all-that-it-does-and-for-whom-it-is-1';
const CODE = 'def handler(e, c):\n  raise ValueError("not \\x1b[31m this\\n" + "order " * 50)\n';

let skein: SkeinBench;

beforeAll(async () => {
  skein = await SkeinBench.start({ EVENT_RETRY_SECONDS: '3600' });
  for (const name of ['orders', LONG_NAME]) {
    const dir = path.join(skein.dir, name);
    await mkdir(dir);
    await writeFile(path.join(dir, 'skein.json'), JSON.stringify({ runtime: 'python3.11', handler: 'app.handler' }));
    await writeFile(path.join(dir, 'app.py'), CODE);
    await skein.run(['deploy', name]);
  }
});
afterAll(() => skein[Symbol.asyncDispose]());

async function setRetries(name: string, count: number): Promise<void> {
  const url = `${skein.url}/2019-09-25/functions/${name}/event-invoke-config`;
  await fetch(url, { method: 'PUT', body: JSON.stringify({ MaximumRetryAttempts: count }) });
}

interface Shown {
  readonly status: string;
  readonly attempts: number;
}

/** Sends an event and waits until it has run once. */
async function send(name: string, payload: string): Promise<string> {
  const headers = { 'x-amz-invocation-type': 'Event' };
  const answer = await fetch(`${skein.url}/2015-03-31/functions/${name}/invocations`, { method: 'POST', body: payload, headers });
  const id = answer.headers.get('x-amzn-requestid') ?? '';
  for (;;) {
    const { attempts } = (await (await fetch(`${skein.url}/v1/events/${id}`)).json()) as Shown;
    if (attempts === 1) return id;
  }
}

describe('`skein events`', () => {
  test('show: everything about one event, with its payload when it is asked for', async () => {
    await setRetries('orders', 1);
    const id = await send('orders', '{"number": 12345678901234567890}');
    const { output } = await skein.run(['events', 'show', id]);
    for (const part of [
      /^event +\S+$/,
      /^function +orders$/,
      /^status +QUEUED$/,
      /^runs +1 /,
      /^accepted .* ago$/,
      /^next run +\S+, in \d+ /,
    ])
      expect(output).toMatch(new RegExp(part, 'm'));
    expect(output).toMatch(/^error +handler_error: ValueError: not \[31m this order/m);
    expect(output).not.toContain('12345678901234567890');
    expect((await skein.run(['events', 'show', id, '--payload'])).output).toMatch(/^payload +\{"number": 12345678901234567890\}$/m);
    expect(await skein.runJson('events', 'show', id)).toEqual({
      id,
      functionName: 'orders',
      qualifier: null,
      status: 'QUEUED',
      attempts: 1,
      refusals: 0,
      acceptedAtMs: expect.any(Number),
      dueAtMs: expect.any(Number),
      error: expect.stringContaining('ValueError'),
      settledAtMs: null,
      principalId: 'open',
    });
    const whole = (await skein.run(['events', 'show', id, '--payload', '--json'])).output;
    expect(whole).toContain('"payload": {"number": 12345678901234567890}');
    expect(JSON.parse(whole)).toMatchObject({ id, payload: { number: expect.any(Number) } });
    await skein.run(['events', 'delete', id]);
    expect(await skein.run(['events', 'show', id])).toMatchObject({
      exitCode: 1,
      remarks: expect.stringContaining(`No event ${id} is known.`),
    });
  });

  test('list: readable in a terminal of 80 columns, with whole ids', async () => {
    const ids: string[] = [];
    for (const retries of [0, 1]) {
      await setRetries(LONG_NAME, retries);
      ids.push(await send(LONG_NAME, '{}'));
    }
    const lines = (await skein.run(['events', 'list'])).output.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^status +function +runs +age +event$/);
    expect(lines[1]).toMatch(new RegExp(`^FAILED +a-function-whose-n… +1 +\\d+ (?:s|min) +${ids[0]}$`));
    expect(lines[2]).toMatch(/^ {2}handler_error: ValueError: not \[31m this order .*…$/);
    expect(lines[3]).toMatch(new RegExp(`^QUEUED .* ${ids[1]}$`));
    expect(lines[4]).toMatch(/^ {2}next run in \d+ min after handler_error: /);
    await skein.run(['events', 'delete', ...ids]);
  });

  test('redrive and delete do what they can: each event is reported, and the exit code says that one failed', async () => {
    await setRetries('orders', 0);
    const ids = [await send('orders', '1'), await send('orders', '2')] as const;
    const words = [ids[0], 'unknown', ids[1]];
    const redriven = await skein.run(['events', 'redrive', ...words]);
    expect(redriven).toMatchObject({ exitCode: 1, remarks: expect.stringContaining('unknown: ') });
    expect(redriven.output).toBe(ids.map((id) => `Queued ${id} of orders again.\n`).join(''));
    const { exitCode, output } = await skein.run(['events', 'delete', ...words, '--json']);
    expect(exitCode).toBe(1);
    const failed = [{ id: 'unknown', error: { code: 'refused', message: expect.stringContaining('No event unknown is known.') } }];
    expect(JSON.parse(output)).toEqual({ deleted: ids, failed });
    expect((await skein.run(['events', 'list'])).output).toBe(NO_EVENT);
    expect(await skein.run(['events', 'delete', 'a', '--endpoint', 'http://127.0.0.1:1'])).toMatchObject({ exitCode: 4 });
  });
});

test('no line of the list is wider than 80 columns, whatever functions are called and fail with', () => {
  const event = fc.record({
    id: fc.uuid(),
    functionName: fc.stringMatching(/^[a-z]{1,64}$/),
    qualifier: fc.option(fc.stringMatching(/^[a-z]{1,128}$/)),
    status: fc.constantFrom('QUEUED', 'FAILED', 'EXPIRED'),
    attempts: fc.nat(3),
    acceptedAtMs: fc.nat(500 * 86_400_000),
    dueAtMs: fc.nat(500 * 86_400_000),
    error: fc.option(fc.string({ unit: 'binary', maxLength: 300 })),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), fc.nat(500 * 86_400_000), (events, nowMs) => {
      const text = renderEvents(events, nowMs);
      for (const line of text.split(/[\n\r\u2028\u2029]/)) expect(Array.from(line).length).toBeLessThanOrEqual(80);
      for (const { id } of events) expect(text).toMatch(new RegExp(`${id}$`, 'm'));
    }),
  );
});
