import { OPEN_PRINCIPAL } from '@skein/contracts';
import { systemClock } from '@skein/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updateFunctionCode } from '../src/app/functions/update-function-code.ts';
import type { AppContext } from '../src/index.ts';
import { findRecording, hasRecordings } from './support/recordings.ts';
import { ROLE, call, openServer, untilActive, zipOf } from './support/server-fixture.ts';
import type { ServerFixture } from './support/server-fixture.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CONFLICT = 'ResourceConflictException';

let server: ServerFixture;
beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<typeof call>>;

async function create(name: string): Promise<Answer> {
  const settings = { Role: ROLE, Runtime: 'python3.12', Handler: 'index.handler' };
  return await call(server.app, 'POST', FUNCTIONS, { FunctionName: name, Code: { ZipFile: await zipOf('one') }, ...settings });
}

const configure = (name: string, change: object): Promise<Answer> => call(server.app, 'PUT', `${FUNCTIONS}/${name}/configuration`, change);
const show = (name: string): Promise<Answer> => call(server.app, 'GET', `${FUNCTIONS}/${name}/configuration`);

/** An update of the code that has begun and ends when it is let go on, as one of large code would after a while. */
async function beginUpdate(name: string): Promise<{ goOn(): Promise<unknown> }> {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const host = {
    ...server.context.host,
    prepare: () => {
      begun.resolve();
      return gate.promise;
    },
  };
  const zip = Buffer.from(await zipOf('slow'), 'base64');
  const update = updateFunctionCode({ ...server.context, host }, OPEN_PRINCIPAL, { functionName: name, zip });
  await begun.promise;
  return {
    goOn: () => {
      gate.resolve();
      return update;
    },
  };
}

describe('updates in a row', () => {
  test('are all accepted, because each is complete when it is answered: a waiter that asks then is told so', async () => {
    await create('row');
    for (let round = 1; round <= 5; round += 1) {
      const code = await call(server.app, 'PUT', `${FUNCTIONS}/row/code`, { ZipFile: await zipOf(`round ${round}`) });
      const settings = await configure('row', { Timeout: round });
      expect([code.status, settings.status]).toEqual([200, 200]);
      // As the real service words the answer to an update.
      expect(settings.json).toMatchObject({ LastUpdateStatus: 'InProgress', LastUpdateStatusReasonCode: 'Creating' });
      const shown = (await show('row')).json;
      expect(shown).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful', Timeout: round, CodeSha256: code.json['CodeSha256'] });
      expect(shown).not.toHaveProperty('LastUpdateStatusReason');
    }
  });

  test('right after the creation wait for its end', async () => {
    await create('young');
    const updated = await configure('young', { Timeout: 9 });
    expect(updated).toMatchObject({ status: 200, json: { State: 'Active', Timeout: 9 } });
  });
});

describe('an update while another one is in progress', () => {
  test('is refused with 409 in the words of the real service, whichever operation it is, and the first one stands', async () => {
    await create('busy');
    await untilActive(server.app, 'busy');
    const first = await beginUpdate('busy');
    const refused = [
      await configure('busy', { Timeout: 9 }),
      await call(server.app, 'PUT', `${FUNCTIONS}/busy/code`, { ZipFile: await zipOf('late') }),
    ];
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:busy';
    const text = `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`;
    for (const answer of refused) {
      expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([409, CONFLICT]);
      expect(answer.json).toEqual({ Type: 'User', message: text });
    }
    if (hasRecordings)
      for (const what of ['code', 'config'])
        expect(findRecording(`test_lambda_concurrent_${what}_updates`)['update-during-in-progress-update-exc']).toMatchObject({
          Error: {
            Code: CONFLICT,
            Message: expect.stringMatching(/^The operation cannot be performed at this time. An update is in progress/),
          },
          Type: 'User',
        });
    await first.goOn();
    expect((await show('busy')).json).toMatchObject({ Timeout: 3, LastUpdateStatus: 'Successful' });
    expect(await configure('busy', { Timeout: 9 })).toMatchObject({ status: 200 });
  });

  test('is no matter of other functions, and no matter once the first has failed', async () => {
    await Promise.all(['one', 'other'].map(create));
    await Promise.all(['one', 'other'].map((name) => untilActive(server.app, name)));
    const first = await beginUpdate('one');
    expect((await configure('other', { Timeout: 9 })).status).toBe(200);
    await first.goOn();
    const broken = await call(server.app, 'PUT', `${FUNCTIONS}/one/code`, { ZipFile: 'AAAA' });
    expect(broken.status).toBe(400);
    expect((await configure('one', { Timeout: 9 })).status).toBe(200);
  });

  test('that expects a revision waits for its end, and is refused with 412 because it is another one now', async () => {
    await create('expecting');
    await untilActive(server.app, 'expecting');
    const { RevisionId } = (await show('expecting')).json;
    const first = await beginUpdate('expecting');
    const second = configure('expecting', { Timeout: 9, RevisionId });
    await first.goOn();
    expect(await second).toMatchObject({ status: 412, headers: { 'x-amzn-errortype': 'PreconditionFailedException' } });
  });
});

test('an update of a function whose creation does not end is refused with 409 and its state', async () => {
  const { context } = server;
  const never: AppContext = { ...context, host: { ...context.host, prepare: () => new Promise<void>(() => undefined) } };
  await create('stuck');
  await untilActive(server.app, 'stuck');
  const found = await context.functions.resolve(context.scope, 'stuck', '$LATEST');
  await context.functionWriter.setRevisionState(found?.revision.id ?? '', { state: 'Pending' });
  let nowMs = 0;
  const clock = { ...systemClock, after: systemClock.after.bind(systemClock), monotonicMs: () => (nowMs += 2_000) };
  const zip = Buffer.from(await zipOf('late'), 'base64');
  await expect(updateFunctionCode({ ...never, clock }, OPEN_PRINCIPAL, { functionName: 'stuck', zip })).rejects.toMatchObject({
    code: 'function_not_ready',
    details: { state: 'Pending' },
  });
});
