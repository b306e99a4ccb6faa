import { DEFAULT_SCOPE, OPEN_PRINCIPAL } from '@skein/contracts';
import type { Invocation, Outcome, Revision } from '@skein/contracts';
import type { Invoker } from '../invoker.ts';
import { sampleRevision } from './samples.ts';
import type { OpenStore, TestTools } from './test-tools.ts';

/**
 * An invoker with one function, whose event is an object: it returns the event, after `sleepMs` milliseconds, or fails with the text of
 * `fail`. Its memory is 128 MB and its timeout 1 second.
 */
export interface InvokerSubject {
  readonly invoker: Invoker;
  readonly revision: Revision;
  /** Lets a call run to its end; with a virtual clock, by moving the clock. */
  readonly settle: <Result>(work: Promise<Result>) => Promise<Result>;
}

type Open = OpenStore<InvokerSubject>;

const SETTINGS = { memoryMb: 128, timeoutSeconds: 3, handler: 'app.handler', runtime: 'python3.12' } as const;

/** The function of the suite in Python, for invokers that run code. */
export const CONFORMANCE_HANDLER = `import time

def handler(event, context):
    time.sleep(event.get("sleepMs", 0) / 1000)
    if "fail" in event:
        raise ValueError(event["fail"])
    return event
`;

/** A revision with the settings that the suite expects. */
export function conformanceRevision(functionName: string): Revision {
  const revision = sampleRevision(functionName);
  return { ...revision, ...DEFAULT_SCOPE, settings: { ...revision.settings, ...SETTINGS, environment: {} } };
}

/** What everything that runs invocations must do. Each test opens one of its own. */
export function invokerConformance(tools: TestTools, open: Open): void {
  tools.describe('an invoker', () => {
    answers(tools, open);
    failures(tools, open);
  });
}

function answers({ it, expect }: TestTools, open: Open): void {
  it('gives back the result of the function, with every character', async () => {
    await using subject = await open();
    const event = { text: 'ü "quoted" \\ \n 日本 \u0000', list: [1, null, true], nested: { a: {} } };
    const { outcome, body } = await call(subject, event);
    expect(JSON.parse(body)).toEqual(event);
    expect([outcome.status, outcome.error]).toEqual(['SUCCEEDED', undefined]);
  });

  it('reports what the call used', async () => {
    await using subject = await open();
    const { usage } = (await call(subject, { sleepMs: 50 })).outcome;
    expect(usage.durationMs >= 49).toBe(true);
    expect(Number.isInteger(usage.billedMs) && usage.billedMs >= Math.floor(usage.durationMs)).toBe(true);
    expect(usage.memoryMb).toBe(128);
    expect(usage.driver.length > 0).toBe(true);
  });

  it('keeps calls at the same time apart', async () => {
    await using subject = await open();
    const events = Array.from({ length: 5 }, (_, index) => ({ index, sleepMs: 20 * (5 - index) }));
    const ended = await Promise.all(events.map((event) => call(subject, event)));
    expect(ended.map(({ body }) => JSON.parse(body) as unknown)).toEqual(events);
  });

  it('carries a megabyte', async () => {
    await using subject = await open();
    const event = { text: 'x'.repeat(1_000_000) };
    expect((await call(subject, event)).body.length).toBe(JSON.stringify(event).length + (await spaces(subject)));
  });
}

/** Python writes a space after a colon; other runtimes do not. */
async function spaces(subject: InvokerSubject): Promise<number> {
  return (await call(subject, { a: 1 })).body.length - '{"a":1}'.length;
}

function failures({ it, expect }: TestTools, open: Open): void {
  it("answers with the error document when the function fails: that is an outcome and not the invoker's error", async () => {
    await using subject = await open();
    const { outcome, body } = await call(subject, { fail: 'no "good"' });
    expect([outcome.status, outcome.error]).toEqual(['FAILED', 'handler_error']);
    expect((JSON.parse(body) as { errorMessage: string }).errorMessage).toBe('no "good"');
  });

  it('stops a call at its timeout, and runs the next one', async () => {
    await using subject = await open();
    const { outcome, body } = await call(subject, { sleepMs: 30_000 });
    expect([outcome.status, outcome.error]).toEqual(['FAILED', 'timeout']);
    expect((JSON.parse(body) as { errorMessage: string }).errorMessage.includes('timed out after 3.00 seconds')).toBe(true);
    expect((await call(subject, { again: true })).outcome.status).toBe('SUCCEEDED');
  });
}

let calls = 0;

async function call({ invoker, revision, settle }: InvokerSubject, event: object): Promise<{ outcome: Outcome; body: string }> {
  calls += 1;
  const invocation: Invocation = {
    id: `00000000-0000-4000-8000-${String(calls).padStart(12, '0')}`,
    target: { version: '$LATEST', revision },
    qualifier: undefined,
    kind: 'request',
    body: Buffer.from(JSON.stringify(event)),
    clientContext: undefined,
    traceId: undefined,
    principal: OPEN_PRINCIPAL,
    receivedAtMs: Date.now(),
  };
  const chunks: Buffer[] = [];
  const outcome = await settle(invoker.invoke(invocation, { response: { write: (chunk) => void chunks.push(chunk) } }));
  return { outcome, body: Buffer.concat(chunks).toString() };
}
