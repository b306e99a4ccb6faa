import { STATE_SECONDS_MAX } from '@skein/contracts';
import type { ObjectReader } from './object-reader.ts';
import { readResult, withoutMissing } from './parse-fields.ts';
import { readErrorHandling } from './parse-retry.ts';
import type { Resource, Seconds, TaskState } from './state-machine.ts';

const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:([\w-]+)(?::([\w$-]+))?$/;
const INVOKE = /^arn:aws[\w-]*:states:::lambda:invoke$/;

/** Reads a Task state. Of the service integrations only `lambda:invoke` exists. */
export function parseTask(reader: ObjectReader, name: string): TaskState | undefined {
  reader.require('Resource');
  const text = reader.string('Resource');
  const resource = text === undefined ? undefined : parseResource(text);
  if (text !== undefined && resource === undefined) reader.fail('Resource', refusal(text));
  const result = readResult(reader);
  if (resource?.kind === 'invoke') requireFunctionName(reader);
  const timeout = readSeconds(reader, 'TimeoutSeconds', 1);
  const heartbeat = readSeconds(reader, 'HeartbeatSeconds', 1);
  if (timeout && heartbeat && 'seconds' in timeout && 'seconds' in heartbeat && heartbeat.seconds >= timeout.seconds) {
    reader.fail('HeartbeatSeconds', 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  const handling = readErrorHandling(reader);
  return resource && { type: 'Task', name, ...result, ...handling, ...withoutMissing({ timeout, heartbeat }), resource };
}

function parseResource(arn: string): Resource | undefined {
  if (INVOKE.test(arn)) return { kind: 'invoke', arn };
  const match = FUNCTION_ARN.exec(arn);
  if (match?.[1] === undefined) return undefined;
  return { kind: 'function', arn, functionName: match[1], ...withoutMissing({ qualifier: match[2] }) };
}

function refusal(arn: string): string {
  if (/^arn:aws[\w-]*:states:::/.test(arn)) {
    return `The resource provided ${arn} is not recognized: of the service integrations only lambda:invoke is supported yet.`;
  }
  return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

function requireFunctionName(reader: ObjectReader): void {
  const names = reader.object('Parameters')?.names() ?? [];
  if (names.includes('FunctionName') || names.includes('FunctionName.$')) return;
  reader.fail('Parameters', "The field 'FunctionName' is required but was missing");
}

function readSeconds(reader: ObjectReader, field: string, least: number): Seconds | undefined {
  const pathField = `${field}Path`;
  if (reader.has(field) && reader.has(pathField)) reader.fail(pathField, `A state may have ${field} or ${pathField}, not both`);
  const seconds = reader.integer(field, least, STATE_SECONDS_MAX);
  const path = reader.path(pathField);
  if (seconds !== undefined) return { seconds };
  return path && { path, field: pathField };
}
