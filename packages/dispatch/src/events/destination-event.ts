import { EVENT_BODY_MAX_BYTES, functionArn, startEvent } from '@skein/contracts';
import type { EventDestination, QueuedEvent } from '@skein/contracts';

/** How an event ended, in Lambda's words. */
export type EndCondition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/** The answer of an event's last run. */
export interface LastAnswer {
  readonly version: string;
  readonly failed: boolean;
  /** JSON, as the runtime wrote it. */
  readonly payload: Buffer;
}

export interface EventEnd {
  readonly condition: EndCondition;
  /** Runs of the function, this one included. */
  readonly runs: number;
  /** Undefined when the last try was refused before it ran. */
  readonly answer: LastAnswer | undefined;
}

export interface DestinationOptions {
  readonly destination: EventDestination;
  /** Of the new event. */
  readonly id: string;
  readonly nowMs: number;
}

/**
 * The event that tells another function how an event has ended. It runs as the function whose event it was, which may call nothing
 * but its destination.
 */
export function destinationEvent(event: QueuedEvent, end: EventEnd, { destination, id, nowMs }: DestinationOptions): QueuedEvent {
  const { account, region, functionName, traceId, callDepth } = event;
  return {
    account,
    region,
    id,
    kind: 'event',
    functionName: destination.functionName,
    qualifier: destination.qualifier,
    body: destinationRecord(event, end, nowMs),
    clientContext: undefined,
    traceId,
    principal: { id: `function:${functionName}`, kind: 'function', role: 'invoker', functions: [destination.functionName] },
    ...startEvent(nowMs),
    callDepth: callDepth + 1,
  };
}

/**
 * The record in Lambda's form ("Capturing records of asynchronous invocations" in its developer guide). Both payloads are JSON already
 * and are copied byte for byte. What does not fit into an event is left out: the answer first, then the event itself.
 */
export function destinationRecord(event: QueuedEvent, end: EventEnd, nowMs: number): Buffer {
  const both = { request: event.body, response: end.answer?.payload };
  for (const payloads of [both, { request: event.body, response: undefined }]) {
    const record = assemble(event, end, nowMs, payloads);
    if (record.length <= EVENT_BODY_MAX_BYTES) return record;
  }
  return assemble(event, end, nowMs, { request: undefined, response: undefined });
}

interface Payloads {
  readonly request: Buffer | undefined;
  readonly response: Buffer | undefined;
}

function assemble(event: QueuedEvent, { condition, runs, answer }: EventEnd, nowMs: number, { request, response }: Payloads): Buffer {
  const parts = [
    member('version', '1.0'),
    member('timestamp', new Date(nowMs).toISOString()),
    member('requestContext', {
      requestId: event.id,
      functionArn: functionArn(event, event.functionName, event.qualifier ?? '$LATEST'),
      condition,
      approximateInvokeCount: runs,
    }),
    ...(request === undefined ? [] : [rawMember('requestPayload', request)]),
    ...(answer === undefined ? [] : [member('responseContext', responseContext(answer))]),
    ...(response === undefined ? [] : [rawMember('responsePayload', response)]),
  ];
  const commas = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(','), part]));
  return Buffer.concat([Buffer.from('{'), ...commas, Buffer.from('}')]);
}

function responseContext({ version, failed }: LastAnswer): object {
  return { statusCode: 200, executedVersion: version, ...(failed ? { functionError: 'Unhandled' } : {}) };
}

function member(name: string, value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
}

function rawMember(name: string, json: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), json]);
}
