import { randomUUID } from 'node:crypto';
import { DEFAULT_SCOPE, timeOrderedId } from '@skein/contracts';
import type {
  ExecutionRecord,
  FunctionRecord,
  FunctionSettings,
  InvocationRecord,
  Revision,
  Scope,
  WorkflowRecord,
} from '@skein/contracts';
import type { ExecutionCommit } from '../executions.ts';

/** Another account and region than `DEFAULT_SCOPE`, whose rows must never be seen. */
export const OTHER_SCOPES: readonly Scope[] = [
  { ...DEFAULT_SCOPE, account: '111111111111' },
  { ...DEFAULT_SCOPE, region: 'eu-central-1' },
];

const SAMPLE_TIME_MS = 1_800_000_000_000;

const SETTINGS: FunctionSettings = {
  runtime: 'python3.12',
  handler: 'app.handler',
  role: 'arn:aws:iam::000000000000:role/function',
  description: 'A "quoted" text, with umlauts: äöü 日本',
  memoryMb: 128,
  timeoutSeconds: 3,
  ephemeralStorageMb: 512,
  environment: { GREETING: 'hello', EMPTY: '' },
  architecture: 'x86_64',
  tracingMode: 'PassThrough',
  logging: { format: 'Text', group: '/aws/lambda/sample' },
};

export function sampleFunction(name: string, changes: Partial<FunctionRecord> = {}): FunctionRecord {
  return { ...DEFAULT_SCOPE, name, tags: { team: 'blue' }, createdAtMs: SAMPLE_TIME_MS, ...changes };
}

/** A revision with an id of its own. Its digest is made from the letter, which stands for one package. */
export function sampleRevision(functionName: string, changes: Partial<Revision> & { readonly packageLetter?: string } = {}): Revision {
  const { packageLetter = 'a', ...given } = changes;
  return {
    ...DEFAULT_SCOPE,
    id: randomUUID(),
    functionName,
    number: 1,
    settings: SETTINGS,
    package: { digest: packageLetter.repeat(64), sizeBytes: 1_000 },
    createdAtMs: SAMPLE_TIME_MS,
    state: 'Active',
    ...given,
  };
}

/** A record of an invocation that was received so many milliseconds after a fixed time. */
export function sampleRecord(receivedAfterMs: number, changes: Partial<InvocationRecord> = {}): InvocationRecord {
  return {
    ...DEFAULT_SCOPE,
    id: randomUUID(),
    functionName: 'sample',
    version: '$LATEST',
    revisionId: randomUUID(),
    kind: 'request',
    status: 'SUCCEEDED',
    error: undefined,
    principalId: 'open',
    receivedAtMs: SAMPLE_TIME_MS + receivedAfterMs,
    finishedAtMs: SAMPLE_TIME_MS + receivedAfterMs + 10,
    usage: {
      durationMs: 9.87,
      billedMs: 10,
      initMs: undefined,
      memoryMb: 128,
      maxMemoryMb: 40,
      cold: undefined,
      prewarmed: false,
      sandboxId: 'sandbox-1',
      driver: 'process',
    },
    log: 'line 1\nline "2" äöü 日本 \u0000\n',
    logDroppedBytes: 0,
    notices: [],
    ...changes,
  };
}

export function sampleWorkflow(name: string): WorkflowRecord {
  return {
    ...DEFAULT_SCOPE,
    name,
    notation: 'states',
    type: 'standard',
    definition: '{ "StartAt": "A" }',
    roleArn: 'arn:aws:iam::000000000000:role/flow',
    revisionId: 'r1',
    createdAtMs: SAMPLE_TIME_MS,
    updatedAtMs: SAMPLE_TIME_MS,
  };
}

/** A running execution of the workflow `w`, with an id of its own, started so many milliseconds after a fixed time. */
export function sampleExecution(name: string, startedAfterMs = 0): ExecutionRecord {
  return {
    ...DEFAULT_SCOPE,
    id: timeOrderedId(SAMPLE_TIME_MS + startedAfterMs, randomUUID()),
    workflowName: 'w',
    name,
    notation: 'states',
    definition: '{ "StartAt": "A" }',
    revisionId: 'r1',
    roleArn: 'arn:aws:iam::000000000000:role/flow',
    principal: { id: 'KEY1', kind: 'key', role: 'invoker', functions: ['a*', 'w'] },
    status: 'RUNNING',
    input: '{ "a": 1.0 }',
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: SAMPLE_TIME_MS + startedAfterMs,
    stoppedAtMs: undefined,
  };
}

/** The first step of an execution, under the first lease. */
export function sampleCommit(executionId: string, changes: Partial<ExecutionCommit> = {}): ExecutionCommit {
  return {
    executionId,
    epoch: 1,
    sequence: 0,
    state: `state ${changes.sequence ?? 0}`,
    events: [
      { id: 1, event: 'a' },
      { id: 2, event: 'b' },
    ],
    intents: [],
    settledTaskIds: [],
    wakeAtMs: undefined,
    unfinished: false,
    outcome: undefined,
    ...changes,
  };
}
