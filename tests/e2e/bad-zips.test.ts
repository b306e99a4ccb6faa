import { readdir } from 'node:fs/promises';
import { UNZIPPED_MAX_BYTES } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BAD_ZIPS, LARGE_ZIPS } from '../support/bad-zips.ts';
import { startTestServer } from '../support/test-server.ts';
import type { Answer, TestServer } from '../support/test-server.ts';

/** Far more than any of these takes: it only ends a test that hangs. */
const TIMEOUT = { timeout: 120_000 };
const FUNCTIONS = '/2015-03-31/functions';
const COULD_NOT_UNZIP = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

describe('Bad input, all with the documented error in bounded time, the server up, nothing left: zips', () => {
  let server: TestServer;
  let before: readonly string[];

  beforeAll(async () => {
    server = await startTestServer();
    await server.create('present', { files: { 'app.py': 'def handler(event, context):\n    return event\n' } });
    expectAlive(await server.invoke('present', '1'));
    before = await dataFiles();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const expectAlive = (answer: Answer): void => {
    if (answer.text !== '1') throw new Error(`the function does not answer any more: ${answer.text}`);
  };

  /** What is in the data folder, save what the database and running sandboxes write beside. */
  async function dataFiles(): Promise<readonly string[]> {
    const names = await readdir(server.dataDir, { recursive: true });
    return names.filter((name) => /^(packages|code)\//.test(name)).toSorted();
  }

  async function refusals(zip: Buffer): Promise<readonly Answer[]> {
    const ZipFile = zip.toString('base64');
    const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: 'arn:aws:iam::000000000000:role/test' };
    const own = { name: 'refused', runtime: 'python3.11', handler: 'app.handler', zip: ZipFile };
    return [
      await server.call('POST', FUNCTIONS, { FunctionName: 'refused', ...settings, Code: { ZipFile } }),
      await server.call('PUT', `${FUNCTIONS}/present/code`, { ZipFile }),
      await server.call('PUT', `${FUNCTIONS}/present/code`, { ZipFile, DryRun: true }),
      await server.call('POST', '/v1/functions', own),
    ];
  }

  /** Nothing of it is there, and what was there before still works. */
  async function expectNothingLeft(): Promise<void> {
    expect((await server.call('GET', `${FUNCTIONS}/refused`)).status).toBe(404);
    expectAlive(await server.invoke('present', '1'));
    expect(await dataFiles()).toEqual(before);
  }

  test.each(BAD_ZIPS)('%s', TIMEOUT, async (_name, make, reason) => {
    const [created, updated, dryRun, own] = await refusals(await make());
    for (const answer of [created, updated, dryRun]) {
      expect([answer?.status, answer?.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
      expect(JSON.parse(answer?.text ?? '')).toEqual({ Type: 'User', message: COULD_NOT_UNZIP });
    }
    expect([own?.status, own?.text]).toEqual([400, expect.stringMatching(reason)]);
    await expectNothingLeft();
  });

  test.each(LARGE_ZIPS)('%s', TIMEOUT, async (_name, make) => {
    const [created, updated, dryRun, own] = await refusals(await make());
    for (const answer of [created, updated, dryRun]) {
      expect([answer?.status, answer?.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
      expect(answer?.text).toContain(`Unzipped size must be smaller than ${UNZIPPED_MAX_BYTES} bytes`);
    }
    expect([own?.status, own?.text]).toEqual([400, expect.stringContaining('"code":"package_too_large"')]);
    await expectNothingLeft();
  });

  test.each([
    ['no code', {}],
    ['code that is no Base64', { ZipFile: '***' }],
    ['an empty zip', { ZipFile: '' }],
    ['code that is no text', { ZipFile: 5 }],
  ])('%s', TIMEOUT, async (_name, Code) => {
    const body = { FunctionName: 'refused', Runtime: 'python3.11', Handler: 'a.b', Role: 'arn:aws:iam::000000000000:role/test', Code };
    const answer = await server.call('POST', FUNCTIONS, body);
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
    await expectNothingLeft();
  });
});
