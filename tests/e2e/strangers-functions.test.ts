import { packFiles } from '@skein/packaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AWS_PROGRAM, AwsLambda } from '../support/aws-cli.ts';
import { startTestServer } from '../support/test-server.ts';
import type { TestServer } from '../support/test-server.ts';

const PYTHON = `
import logging, os, time

logging.getLogger().setLevel(logging.INFO)

class OrderError(Exception):
    pass

def handler(event, context):
    logging.info("order %s", event)
    if event == "fail":
        raise OrderError("no such order")
    if event == "slow":
        time.sleep(30)
    if event == "exit":
        os._exit(5)
    if event == "memory":
        return len(bytearray(400 * 1024 * 1024))
    return {"order": event, "stage": os.environ["STAGE"]}
`;
const NODE = `
class OrderError extends Error {}
OrderError.prototype.name = 'OrderError';
export const handler = async (event) => {
  console.info('order', event);
  if (event === 'fail') throw new OrderError('no such order');
  if (event === 'slow') await new Promise((resolve) => setTimeout(resolve, 30_000));
  if (event === 'exit') process.exit(5);
  if (event === 'memory') { const kept = []; for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1)); }
  return { order: event, stage: process.env.STAGE };
};
`;
const FUNCTIONS = [
  ['Python', 'orders-python', 'python3.12', 'app.handler', { 'app.py': PYTHON }],
  ['Node', 'orders-node', 'nodejs22.x', 'index.handler', { 'index.mjs': NODE }],
] as const;
const ROLE = 'arn:aws:iam::000000000000:role/orders';

let server: TestServer;
let aws: AwsLambda;

beforeAll(async () => {
  server = await startTestServer();
  aws = await AwsLambda.open(server.url);
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const reason = AWS_PROGRAM === undefined && 'no aws command line here';

describe.each(FUNCTIONS)(
  'a %s function of a stranger, deployed with `aws lambda create-function`, answers, fails, times out and logs as on AWS',
  (_, name, runtime, handler, files) => {
    test.skipIf(reason)('it is created as described, and its waiter ends', { timeout: 120_000 }, async () => {
      const zip = await aws.file(`${name}.zip`, await packFiles(files));
      const code = ['--function-name', name, '--runtime', runtime, '--handler', handler, '--role', ROLE, '--zip-file', zip];
      const settings = ['--timeout', '6', '--memory-size', '256', '--environment', 'Variables={STAGE=test}', '--tags', 'team=orders'];
      const created = await aws.run('create-function', ...code, ...settings);
      expect(created).toMatchObject({ FunctionName: name, State: 'Pending', Timeout: 6, MemorySize: 256, Version: '$LATEST' });
      await aws.run('wait', 'function-active-v2', '--function-name', name);
      const found = await aws.run('get-function', '--function-name', name);
      expect(found).toMatchObject({ Configuration: { State: 'Active', LastUpdateStatus: 'Successful' }, Tags: { team: 'orders' } });
    });

    test.skipIf(reason)('it answers and logs', { timeout: 120_000 }, async () => {
      const { told, payload, log } = await aws.invoke(name, 'seven');
      expect(told).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(told).not.toHaveProperty('FunctionError');
      expect(payload).toEqual({ order: 'seven', stage: 'test' });
      const lines = log.trimEnd().split('\n');
      expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
      expect(log).toMatch(/order seven/);
      expect(lines.at(-2)).toMatch(/^END RequestId: [0-9a-f-]{36}$/);
      expect(lines.at(-1)).toMatch(
        /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t/,
      );
    });

    test.skipIf(reason)('it fails with its own error, and answers again', { timeout: 120_000 }, async () => {
      const { told, payload } = await aws.invoke(name, 'fail');
      expect(told).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(payload).toMatchObject({ errorType: 'OrderError', errorMessage: 'no such order' });
      expect((await aws.invoke(name, 'again')).payload).toMatchObject({ order: 'again' });
    });

    test.skipIf(reason).each([
      ['times out', 'slow', 'Sandbox.Timedout', /Task timed out after 6\.00 seconds$/],
      ['exits', 'exit', 'Runtime.ExitError', /Error: Runtime exited with error: exit status 5$/],
    ])('it %s', { timeout: 120_000 }, async (_title, event, errorType, errorMessage) => {
      const { told, payload, log } = await aws.invoke(name, event);
      expect(told).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(payload).toEqual({ errorType, errorMessage: expect.stringMatching(errorMessage) });
      expect(log).toContain(`order ${event}`);
      expect((await aws.invoke(name, 'again')).payload).toMatchObject({ order: 'again' });
    });

    test.skipIf(reason)('it exceeds its memory, and answers again', { timeout: 120_000 }, async () => {
      const { told, payload } = await aws.invoke(name, 'memory');
      expect(told).toMatchObject({ FunctionError: 'Unhandled' });
      expect(['Runtime.OutOfMemory', 'MemoryError']).toContain((payload as { errorType: string }).errorType);
      expect((await aws.invoke(name, 'again')).payload).toMatchObject({ order: 'again' });
    });

    test.skipIf(reason)('it is changed: code, settings, tags; and deleted', { timeout: 120_000 }, async () => {
      const before = await aws.run('get-function-configuration', '--function-name', name);
      const changed =
        files === FUNCTIONS[0][4]
          ? { 'app.py': 'def handler(e, c): return "new"\n' }
          : { 'index.mjs': 'export const handler = async () => "new";\n' };
      const zip = await aws.file('new.zip', await packFiles(changed));
      const updated = await aws.run('update-function-code', '--function-name', name, '--zip-file', zip);
      expect(updated['CodeSha256']).not.toBe(before['CodeSha256']);
      expect(updated['RevisionId']).not.toBe(before['RevisionId']);
      await aws.run('wait', 'function-updated-v2', '--function-name', name);
      expect((await aws.invoke(name, 1)).payload).toBe('new');
      const configured = await aws.run(
        'update-function-configuration',
        '--function-name',
        name,
        '--memory-size',
        '512',
        '--description',
        'd',
      );
      expect(configured).toMatchObject({ MemorySize: 512, Description: 'd', Timeout: 6 });
      await aws.run('wait', 'function-updated-v2', '--function-name', name);
      expect((await aws.invoke(name, 1)).log).toContain('Memory Size: 512 MB');
      const arn = String(configured['FunctionArn']);
      await aws.run('tag-resource', '--resource', arn, '--tags', 'stage=test');
      await aws.run('untag-resource', '--resource', arn, '--tag-keys', 'team');
      expect(await aws.run('list-tags', '--resource', arn)).toEqual({ Tags: { stage: 'test' } });
      await aws.run('delete-function', '--function-name', name);
      await expect(aws.run('get-function', '--function-name', name)).rejects.toThrow('ResourceNotFoundException');
    });
  },
);
