import { z } from 'zod';
import { EVENT_STATUSES } from '../event.ts';
import { OUTCOME_ERRORS } from '../invocation.ts';
import { KEY_STATES } from '../key.ts';
import { LIST_FUNCTIONS_PAGE_MAX, LOG_INVOCATIONS_MAX } from '../limits.ts';
import { ROLES } from '../principal.ts';

/** Shapes of the documents of `/v1`. Ranges and names are checked by the use cases; a shape says what is there and of what kind. */

const text = z.string();
const variables = z.record(text, text);

const settings = {
  runtime: text.describe("AWS's name of the runtime, such as python3.12"),
  handler: text.describe('Module and function, such as app.handler'),
  description: text.optional(),
  memoryMb: z.int().optional(),
  timeoutSeconds: z.int().optional(),
  ephemeralStorageMb: z.int().optional().describe('Size of /tmp'),
  environment: variables.optional(),
};

export const functionName = z.strictObject({ name: text.min(1).describe('Name of the function') });

export const newFunction = z.strictObject({
  name: text,
  ...settings,
  tags: variables.optional(),
  zip: z.base64().describe('The code: a zip in Base64'),
});

export const settingsChange = z.strictObject({
  ...settings,
  runtime: settings.runtime.optional(),
  handler: settings.handler.optional(),
  revisionId: text.optional().describe('Change only this revision; otherwise the answer is revision_mismatch'),
});

export const functionShown = z.strictObject({
  name: text,
  arn: text,
  runtime: text,
  handler: text,
  description: text,
  memoryMb: z.int(),
  timeoutSeconds: z.int(),
  ephemeralStorageMb: z.int(),
  environment: variables,
  architecture: z.enum(['x86_64', 'arm64']),
  tags: variables,
  state: z.enum(['Pending', 'Active', 'Inactive', 'Failed']),
  stateReason: text.nullable(),
  lastUpdateStatus: z.enum(['Successful', 'InProgress', 'Failed']).nullable(),
  revisionId: text,
  revisionNumber: z.int(),
  package: z.strictObject({ digest: text.describe('SHA-256 of the zip, hexadecimal'), sizeBytes: z.int() }),
  createdAtMs: z.int().describe('Milliseconds since the epoch'),
  changedAtMs: z.int().describe('Milliseconds since the epoch'),
});

export const functionPage = z.strictObject({
  functions: z.array(functionShown),
  nextAfter: text.nullable().describe('Ask for the next page with `after`; null at the end'),
});

export const functionPageQuery = z.strictObject({
  after: text.optional().describe('Name after which the page starts'),
  limit: z.coerce.number().int().min(1).max(LIST_FUNCTIONS_PAGE_MAX).optional(),
});

const usage = z.strictObject({
  durationMs: z.number(),
  billedMs: z.number(),
  initMs: z.number().optional(),
  memoryMb: z.int(),
  maxMemoryMb: z.int(),
  cold: z.enum(['first', 'scale-out']).optional().describe('Why a sandbox had to be started; missing when one was warm'),
  prewarmed: z.boolean(),
  sandboxId: text,
  driver: text,
});

const status = z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'EXPIRED']);

export const invocationShown = z.strictObject({
  id: text,
  account: text,
  region: text,
  functionName: text,
  version: text,
  revisionId: text,
  kind: z.enum(['request', 'event', 'dry-run']),
  status,
  error: z.enum(OUTCOME_ERRORS).optional(),
  principalId: text,
  receivedAtMs: z.int(),
  finishedAtMs: z.int(),
  usage: usage.optional(),
  log: text.describe('With the START, END and REPORT lines'),
});

export const invocationId = z.strictObject({ invocationId: text.min(1).describe('The request id that the answer carried') });

export const invocationQuery = z.strictObject({
  function: text.optional().describe('Only of this function'),
  status: status.optional(),
  beforeMs: z.coerce.number().int().optional().describe('Only received before this time, in ms since the epoch'),
  limit: z.coerce.number().int().min(1).max(1_000).default(20),
});

export const logQuery = z.strictObject({
  follow: z.enum(['true', 'false']).default('false').describe('Stay, and send the log of each later call when it has ended'),
  limit: z.coerce.number().int().min(0).max(LOG_INVOCATIONS_MAX).default(20).describe('Calls of the past'),
});

export const invocationPage = z.strictObject({ invocations: z.array(invocationShown) });

export const eventId = z.strictObject({ eventId: text.min(1).describe('The request id that the answer carried') });

export const eventShown = z.strictObject({
  id: text,
  functionName: text,
  qualifier: text.nullable(),
  status: z.enum(EVENT_STATUSES),
  attempts: z.int().describe("Runs that ended with the function's own error"),
  refusals: z.int().describe('Tries that were refused or failed through no fault of the function'),
  acceptedAtMs: z.int(),
  dueAtMs: z.int().describe('When it is to be run next'),
  error: text.nullable().describe('What went wrong last'),
  settledAtMs: z.int().nullable().describe('When it was given up'),
  principalId: text.describe('Who sent it'),
});

export const eventQuery = z.strictObject({
  function: text.optional().describe('Only of this function'),
  status: z.enum(EVENT_STATUSES).optional(),
  after: text.optional().describe('Id after which the page starts'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export const eventPage = z.strictObject({ events: z.array(eventShown) });

export const keyId = z.strictObject({ keyId: text.min(1).describe('Id of the key') });

const functionPatterns = z.array(text).describe('Names of functions and workflows that it may touch; * stands for any characters');

export const newKey = z.strictObject({
  name: text.optional().describe('What it is for'),
  role: z.enum(ROLES),
  functions: functionPatterns.optional(),
  expiresInSeconds: z.int().optional().describe('Missing: it does not expire'),
});

export const keyShown = z.strictObject({
  id: text.describe("What AWS's tools call the access key id"),
  name: text,
  role: z.enum(ROLES),
  functions: functionPatterns,
  state: z.enum(KEY_STATES),
  createdAtMs: z.int(),
  rotatedAtMs: z.int().nullable(),
  expiresAtMs: z.int().nullable(),
  revokedAtMs: z.int().nullable(),
});

export const keyIssued = z.strictObject({ ...keyShown.shape, secret: text.describe('Shown this once; it cannot be asked for again') });

export const keyPageQuery = z.strictObject({
  after: text.optional().describe('Id after which the page starts'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export const keyPage = z.strictObject({
  keys: z.array(keyShown),
  nextAfter: text.nullable().describe('Ask for the next page with `after`; null at the end'),
});

export const rotation = z.strictObject({
  overlapSeconds: z.coerce.number().int().min(0).default(0).describe('How long the secret before is accepted beside the new one'),
});

export const health = z.strictObject({ status: z.literal('ok'), release: text });

export const errorShown = z.strictObject({
  error: z.strictObject({
    code: text,
    message: text.describe('What happened and why'),
    remedy: text.describe('What to do'),
    retryable: z.boolean(),
  }),
});
