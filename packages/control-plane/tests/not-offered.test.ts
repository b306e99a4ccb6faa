import { describe, expect, test } from 'vitest';
import { hasRecordings, readRecordings } from './support/recordings.ts';
import { call, openServer } from './support/server-fixture.ts';

/** Recorded test classes of `test_lambda_api.py` about operations that Skein does not offer, and one of them. */
const NOT_OFFERED: Readonly<Record<string, readonly [method: 'GET' | 'POST' | 'PUT', path: string]>> = {
  TestLambdaVersions: ['POST', '/2015-03-31/functions/f/versions'],
  TestLambdaRevisions: ['POST', '/2015-03-31/functions/f/versions'],
  TestLambdaAlias: ['GET', '/2015-03-31/functions/f/aliases'],
  TestLambdaPermissions: ['GET', '/2015-03-31/functions/f/policy'],
  TestLambdaUrl: ['GET', '/2021-10-31/functions/f/url'],
  TestCodeSigningConfig: ['PUT', '/2020-06-30/functions/f/code-signing-config'],
  TestLambdaEventSourceMappings: ['GET', '/2015-03-31/event-source-mappings'],
  TestLambdaRecursion: ['GET', '/2024-08-31/functions/f/recursion-config'],
};

/** Classes about operations that are offered, with what is not: images, SnapStart, logging settings, tags of other resources, versions. */
const PARTLY_OFFERED = [
  'TestLambdaImages',
  'TestLambdaSnapStart',
  'TestLoggingConfig',
  'TestLambdaTag',
  'TestPartialARNMatching',
  'TestLambdaEventInvokeConfig',
];

const OFFERED = ['TestLambdaFunction', 'TestLambdaSizeLimits', 'TestLambdaTags', 'TestLambdaAccountSettings', 'TestRuntimeValidation'];

describe('recordings of operations that Skein does not offer are listed by name, not imitated', () => {
  test.skipIf(!hasRecordings)('every recorded class of the API is in one of the lists', () => {
    const classes = readRecordings().map(({ test: name }) => /^test_lambda_api\.py::(\w+)/.exec(name)?.[1]);
    const listed = new Set([...Object.keys(NOT_OFFERED), ...PARTLY_OFFERED, ...OFFERED]);
    expect(classes.filter((name) => name !== undefined && !listed.has(name))).toEqual([]);
  });

  test.each(Object.entries(NOT_OFFERED))('%s: the server says that it has no such route', async (_name, [method, path]) => {
    await using server = await openServer();
    const answer = await call(server.app, method, path, method === 'GET' ? undefined : {});
    expect(answer.status).toBe(404);
    expect(answer.headers['x-amzn-errortype']).toBeDefined();
  });
});
