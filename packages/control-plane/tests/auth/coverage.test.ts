import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STATES_OPERATIONS } from '../../src/http/states/route.ts';
import { createHttpServer } from '../../src/index.ts';
import type { IssuedKey } from '../../src/index.ts';
import { OPERATION_SAMPLES, ROUTE_SAMPLES } from './coverage.data.ts';
import type { Sample } from './coverage.data.ts';
import { HOST, openWorld } from './coverage-world.ts';
import type { CoverageWorld } from './coverage-world.ts';
import { sign } from './sign.ts';

type Api = 'v1' | 'tasks' | 'lambda' | 'states';
type Credentials = 'Bearer' | 'Signature V4';

interface Subject {
  readonly name: string;
  readonly api: Api;
  readonly sample: Sample;
  readonly credentials: Credentials;
}

let world: CoverageWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const AWS_NAMES = {
  missing: 'MissingAuthenticationTokenException',
  bad: { Bearer: 'UnrecognizedClientException', 'Signature V4': 'InvalidSignatureException' },
  expired: 'ExpiredTokenException',
  revoked: 'UnrecognizedClientException',
  denied: 'AccessDeniedException',
} as const;

/** What the answer says: status, and the name of the error in the words of its API. */
async function ask({ name, api, sample, credentials }: Subject, issued: IssuedKey | undefined) {
  const method = api === 'states' ? 'POST' : (name.split(' ')[0] as 'GET' | 'POST');
  const url = sample.url(world);
  const body = typeof sample.body === 'function' ? sample.body(world) : sample.body;
  const payload = typeof body === 'object' ? JSON.stringify(body) : body;
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  const target = api === 'states' ? { 'x-amz-target': `AWSStepFunctions.${name}` } : {};
  const plain = { host: HOST, ...type, ...target };
  const authorized = (): Readonly<Record<string, string>> => {
    if (issued === undefined) return plain;
    if (credentials === 'Bearer') return { ...plain, authorization: `Bearer ${issued.secret}` };
    const key = { id: issued.key.id, secret: issued.secret };
    return sign(key, { method, url, host: HOST, headers: plain, body: payload ?? '', service: api });
  };
  const options: InjectOptions = { method, url, headers: authorized() };
  const { statusCode, body: text, headers } = await world.server.app.inject(payload === undefined ? options : { ...options, payload });
  const { error, __type: type1 } = parse(text) as { error?: { code?: string }; __type?: string };
  return { status: statusCode, error: headers['x-amzn-errortype'] ?? error?.code ?? type1, body: text };
}

function parse(text: string): object {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

const SUBJECTS: readonly Subject[] = [...routeSubjects(), ...operationSubjects()];

function routeSubjects(): readonly Subject[] {
  return Object.entries(ROUTE_SAMPLES).flatMap(([name, sample]): Subject[] => {
    const isLambda = / \/20\d\d-/.test(name);
    const bearer: Subject = { name, api: isLambda ? 'lambda' : apiOf(name), sample, credentials: 'Bearer' };
    return isLambda ? [bearer, { ...bearer, credentials: 'Signature V4' }] : [bearer];
  });
}

function apiOf(name: string): Api {
  return / \/(v1\/|metrics$)/.test(name) ? 'v1' : 'tasks';
}

function operationSubjects(): readonly Subject[] {
  return Object.entries(OPERATION_SAMPLES).flatMap(([name, sample]): Subject[] => {
    const bearer: Subject = { name, api: 'states', sample, credentials: 'Bearer' };
    return [bearer, { ...bearer, credentials: 'Signature V4' }];
  });
}

function refusal(subject: Subject, code: string, awsName: string, status: 401 | 403): object {
  // FastAPI's form has a text and no name.
  if (subject.api === 'tasks') return { status };
  return subject.api === 'v1' ? { status, error: code } : { status: 403, error: awsName };
}

function denial(subject: Subject): object {
  return refusal(subject, 'access_denied', AWS_NAMES.denied, 403);
}

/** Refused, or a list in which nothing is. */
async function expectNothing(subject: Subject, issued: IssuedKey, expected: 'refused' | 'filtered' | undefined): Promise<void> {
  const answer = await ask(subject, issued);
  const isEmptyList = answer.status === 200 && !answer.body.includes('mine');
  if (expected !== 'filtered' || !isEmptyList) expect(answer).toMatchObject(denial(subject));
}

describe('every route of every API', () => {
  test('has a sample with its role here, or is for everybody', () => {
    const { guardedRoutes } = world.server.app;
    const asking = [...guardedRoutes].filter(([name, role]) => role !== 'anyone' && !name.startsWith('HEAD ') && name !== 'POST /');
    const sampled = Object.entries(ROUTE_SAMPLES).map(([name, { role }]) => [name, role]);
    expect(Object.fromEntries(sampled)).toEqual(Object.fromEntries(asking));
    expect(guardedRoutes.get('POST /')).toBe('invoker');
    const operations = STATES_OPERATIONS.map(({ name, role }) => [name, role]);
    const sampledOperations = Object.entries(OPERATION_SAMPLES).map(([name, { role }]) => [name, role]);
    expect(Object.fromEntries(sampledOperations)).toEqual(Object.fromEntries(operations));
  });

  test('a route that names no role cannot be added', async () => {
    const app = createHttpServer({ context: world.server.context, release: '0.0.0' });
    expect(() => app.get('/open', async () => 'open')).toThrow('GET /open names no role');
  });

  test('health and the description of the API need no key, a path that does not exist none either', async () => {
    for (const [url, status] of [
      ['/health', 200],
      ['/v1/openapi.json', 200],
      ['/v1/nothing', 404],
    ] as const) {
      expect((await world.server.app.inject({ url, headers: { host: HOST } })).statusCode).toBe(status);
    }
  });

  test.each(SUBJECTS)('no key: $api $name, $credentials', async (subject) => {
    expect(await ask(subject, undefined)).toMatchObject(refusal(subject, 'key_missing', AWS_NAMES.missing, 401));
  });

  test.each(SUBJECTS)('bad key: $api $name, $credentials', async (subject) => {
    const { key, secret } = world.right[subject.sample.role];
    const answer = await ask(subject, { key, secret: `${secret}x` });
    expect(answer).toMatchObject(refusal(subject, 'key_invalid', AWS_NAMES.bad[subject.credentials], 401));
  });

  test.each(SUBJECTS)('expired key: $api $name, $credentials', async (subject) => {
    const expired = await world.change(await world.issue(subject.sample.role), { expiresAtMs: Date.now() });
    expect(await ask(subject, expired)).toMatchObject(refusal(subject, 'key_expired', AWS_NAMES.expired, 401));
  });

  test.each(SUBJECTS)('revoked key: $api $name, $credentials', async (subject) => {
    const revoked = await world.change(await world.issue(subject.sample.role), { revokedAtMs: Date.now() });
    expect(await ask(subject, revoked)).toMatchObject(refusal(subject, 'key_revoked', AWS_NAMES.revoked, 401));
  });

  test.each(SUBJECTS.filter(({ sample }) => sample.role !== 'invoker'))('wrong role: $api $name, $credentials', async (subject) => {
    const lesser = await world.issue(subject.sample.role === 'admin' ? 'developer' : 'invoker');
    expect(await ask(subject, lesser)).toMatchObject(denial(subject));
  });

  test.each(SUBJECTS.filter(({ sample }) => sample.otherInvoker))("another's result: $api $name, $credentials", async (subject) => {
    await expectNothing(subject, await world.issue('invoker'), subject.sample.otherInvoker);
  });

  test.each(SUBJECTS.filter(({ sample }) => sample.otherFunction !== 'nothing'))(
    'wrong function: $api $name, $credentials',
    async (subject) => {
      const { role, otherFunction } = subject.sample;
      await expectNothing(subject, await world.issue(role, ['other-*']), otherFunction === 'filtered' ? 'filtered' : 'refused');
    },
  );

  // Last, because some of it is gone afterwards.
  test.each(SUBJECTS)('right key: $api $name, $credentials', async (subject) => {
    const { sample } = subject;
    const { status, body } = await ask(subject, sample.aboutAll ? world.everywhere : world.right[sample.role]);
    expect(sample.statuses, body).toContain(status);
    expect(body.includes('mine') || sample.otherFunction !== 'filtered' || sample.isEmpty, body).toBe(true);
  });
});
