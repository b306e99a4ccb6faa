import {
  DESCRIPTION_MAX_LENGTH,
  ENVIRONMENT_MAX_BYTES,
  EPHEMERAL_STORAGE_DEFAULT_MB,
  EPHEMERAL_STORAGE_MAX_MB,
  EPHEMERAL_STORAGE_MIN_MB,
  FUNCTION_NAME_MAX_LENGTH,
  HANDLER_MAX_LENGTH,
  MEMORY_DEFAULT_MB,
  MEMORY_MAX_MB,
  MEMORY_MIN_MB,
  TAGS_MAX_COUNT,
  TAG_KEY_MAX_LENGTH,
  TAG_VALUE_MAX_LENGTH,
  TIMEOUT_DEFAULT_SECONDS,
  TIMEOUT_MAX_SECONDS,
  TIMEOUT_MIN_SECONDS,
} from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLE, call, openServer, zipOf } from '../support/server-fixture.ts';
import type { ServerFixture } from '../support/server-fixture.ts';

const FUNCTIONS = '/2015-03-31/functions';
let server: ServerFixture;
let zip: string;
let created = 0;

beforeAll(async () => {
  server = await openServer();
  zip = await zipOf('pass');
});
afterAll(async () => server[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<typeof call>>;

async function create(change: object): Promise<Answer> {
  created += 1;
  const body = { FunctionName: `f${created}`, Runtime: 'python3.12', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: zip } };
  return await call(server.app, 'POST', FUNCTIONS, { ...body, ...change });
}

async function createV1(change: object): Promise<Answer> {
  created += 1;
  return await call(server.app, 'POST', '/v1/functions', { name: `f${created}`, runtime: 'python3.12', handler: 'i.h', zip, ...change });
}

function variables(sizeBytes: number): Record<string, string> {
  return { AB: 'x'.repeat(sizeBytes - '{"AB":""}'.length) };
}

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
}

type Change = Readonly<Record<string, unknown>>;

/** For each limit: what is at it and what is one past it, to both APIs. */
const LIMITS: readonly (readonly [title: string, aws: readonly [Change, Change], own: readonly [Change, Change]])[] = [
  [
    'MEMORY_MIN_MB: at the limit, and one past it',
    [{ MemorySize: MEMORY_MIN_MB }, { MemorySize: MEMORY_MIN_MB - 1 }],
    [{ memoryMb: MEMORY_MIN_MB }, { memoryMb: MEMORY_MIN_MB - 1 }],
  ],
  [
    'MEMORY_MAX_MB: at the limit, and one past it',
    [{ MemorySize: MEMORY_MAX_MB }, { MemorySize: MEMORY_MAX_MB + 1 }],
    [{ memoryMb: MEMORY_MAX_MB }, { memoryMb: MEMORY_MAX_MB + 1 }],
  ],
  [
    'TIMEOUT_MIN_SECONDS: at the limit, and one past it',
    [{ Timeout: TIMEOUT_MIN_SECONDS }, { Timeout: TIMEOUT_MIN_SECONDS - 1 }],
    [{ timeoutSeconds: TIMEOUT_MIN_SECONDS }, { timeoutSeconds: TIMEOUT_MIN_SECONDS - 1 }],
  ],
  [
    'TIMEOUT_MAX_SECONDS: at the limit, and one past it',
    [{ Timeout: TIMEOUT_MAX_SECONDS }, { Timeout: TIMEOUT_MAX_SECONDS + 1 }],
    [{ timeoutSeconds: TIMEOUT_MAX_SECONDS }, { timeoutSeconds: TIMEOUT_MAX_SECONDS + 1 }],
  ],
  [
    'EPHEMERAL_STORAGE_MIN_MB: at the limit, and one past it',
    [{ EphemeralStorage: { Size: EPHEMERAL_STORAGE_MIN_MB } }, { EphemeralStorage: { Size: EPHEMERAL_STORAGE_MIN_MB - 1 } }],
    [{ ephemeralStorageMb: EPHEMERAL_STORAGE_MIN_MB }, { ephemeralStorageMb: EPHEMERAL_STORAGE_MIN_MB - 1 }],
  ],
  [
    'EPHEMERAL_STORAGE_MAX_MB: at the limit, and one past it',
    [{ EphemeralStorage: { Size: EPHEMERAL_STORAGE_MAX_MB } }, { EphemeralStorage: { Size: EPHEMERAL_STORAGE_MAX_MB + 1 } }],
    [{ ephemeralStorageMb: EPHEMERAL_STORAGE_MAX_MB }, { ephemeralStorageMb: EPHEMERAL_STORAGE_MAX_MB + 1 }],
  ],
  [
    'FUNCTION_NAME_MAX_LENGTH: at the limit, and one past it',
    [{ FunctionName: 'n'.repeat(FUNCTION_NAME_MAX_LENGTH) }, { FunctionName: 'n'.repeat(FUNCTION_NAME_MAX_LENGTH + 1) }],
    [{ name: 'o'.repeat(FUNCTION_NAME_MAX_LENGTH) }, { name: 'o'.repeat(FUNCTION_NAME_MAX_LENGTH + 1) }],
  ],
  [
    'HANDLER_MAX_LENGTH: at the limit, and one past it',
    [{ Handler: 'h'.repeat(HANDLER_MAX_LENGTH) }, { Handler: 'h'.repeat(HANDLER_MAX_LENGTH + 1) }],
    [{ handler: 'h'.repeat(HANDLER_MAX_LENGTH) }, { handler: 'h'.repeat(HANDLER_MAX_LENGTH + 1) }],
  ],
  [
    'DESCRIPTION_MAX_LENGTH: at the limit, and one past it',
    [{ Description: 'é'.repeat(DESCRIPTION_MAX_LENGTH) }, { Description: 'é'.repeat(DESCRIPTION_MAX_LENGTH + 1) }],
    [{ description: 'é'.repeat(DESCRIPTION_MAX_LENGTH) }, { description: 'é'.repeat(DESCRIPTION_MAX_LENGTH + 1) }],
  ],
  [
    'ENVIRONMENT_MAX_BYTES: at the limit, and one past it',
    [
      { Environment: { Variables: variables(ENVIRONMENT_MAX_BYTES) } },
      { Environment: { Variables: variables(ENVIRONMENT_MAX_BYTES + 1) } },
    ],
    [{ environment: variables(ENVIRONMENT_MAX_BYTES) }, { environment: variables(ENVIRONMENT_MAX_BYTES + 1) }],
  ],
  [
    'TAGS_MAX_COUNT: at the limit, and one past it',
    [{ Tags: tags(TAGS_MAX_COUNT) }, { Tags: tags(TAGS_MAX_COUNT + 1) }],
    [{ tags: tags(TAGS_MAX_COUNT) }, { tags: tags(TAGS_MAX_COUNT + 1) }],
  ],
  [
    'TAG_KEY_MAX_LENGTH: at the limit, and one past it',
    [{ Tags: { ['k'.repeat(TAG_KEY_MAX_LENGTH)]: 'v' } }, { Tags: { ['k'.repeat(TAG_KEY_MAX_LENGTH + 1)]: 'v' } }],
    [{ tags: { ['k'.repeat(TAG_KEY_MAX_LENGTH)]: 'v' } }, { tags: { ['k'.repeat(TAG_KEY_MAX_LENGTH + 1)]: 'v' } }],
  ],
  [
    'TAG_VALUE_MAX_LENGTH: at the limit, and one past it',
    [{ Tags: { k: 'v'.repeat(TAG_VALUE_MAX_LENGTH) } }, { Tags: { k: 'v'.repeat(TAG_VALUE_MAX_LENGTH + 1) } }],
    [{ tags: { k: 'v'.repeat(TAG_VALUE_MAX_LENGTH) } }, { tags: { k: 'v'.repeat(TAG_VALUE_MAX_LENGTH + 1) } }],
  ],
];

describe('Limits: environment 4 KB, names, memory and timeout ranges', () => {
  test.each(LIMITS)('%s', async (_title, [at, past], [ownAt, ownPast]) => {
    expect((await create(at)).status).toBe(201);
    const refused = await create(past);
    expect(refused).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': expect.stringMatching(/^(InvalidParameterValue|Validation)Exception$/) },
    });
    expect((await createV1(ownAt)).status).toBe(201);
    const ownRefused = await createV1(ownPast);
    expect(ownRefused).toMatchObject({
      status: 400,
      json: { error: { code: expect.stringMatching(/^(invalid_parameter|environment_too_large)$/) } },
    });
  });

  test('MEMORY_DEFAULT_MB, TIMEOUT_DEFAULT_SECONDS, EPHEMERAL_STORAGE_DEFAULT_MB: what a function gets that asks for nothing', async () => {
    const defaults = {
      MemorySize: MEMORY_DEFAULT_MB,
      Timeout: TIMEOUT_DEFAULT_SECONDS,
      EphemeralStorage: { Size: EPHEMERAL_STORAGE_DEFAULT_MB },
    };
    expect((await create({})).json).toMatchObject(defaults);
  });

  test('the same limits hold for updates', async () => {
    const { json } = await create({});
    const url = `${FUNCTIONS}/${String(json['FunctionName'])}/configuration`;
    for (const change of [
      { MemorySize: MEMORY_MAX_MB + 1 },
      { Timeout: 0 },
      { Environment: { Variables: variables(ENVIRONMENT_MAX_BYTES + 1) } },
    ])
      expect((await call(server.app, 'PUT', url, change)).status).toBe(400);
    const tagUrl = `/2017-03-31/tags/${encodeURIComponent(String(json['FunctionArn']))}`;
    expect((await call(server.app, 'POST', tagUrl, { Tags: tags(TAGS_MAX_COUNT) })).status).toBe(204);
    expect((await call(server.app, 'POST', tagUrl, { Tags: { one: 'more' } })).status).toBe(400);
    expect((await call(server.app, 'POST', tagUrl, { Tags: { k0: 'v'.repeat(TAG_VALUE_MAX_LENGTH + 1) } })).status).toBe(400);
  });
});
