import { FUNCTION_CALL_DEPTH_MAX, OPEN_PRINCIPAL } from '@skein/contracts';
import type { Invocation } from '@skein/contracts';
import { sampleFunction, sampleRevision } from '@skein/ports/conformance';
import { expect, test } from 'vitest';
import { callFunction } from '../../src/index.ts';
import { openServer } from '../support/server-fixture.ts';

test('FUNCTION_CALL_DEPTH_MAX: functions may call each other up to the limit, one past it is refused', async () => {
  await using server = await openServer();
  const revision = sampleRevision('deep');
  await server.backend.functionWriter.createFunction(sampleFunction('deep', { tags: { 'skein:calls': 'deep' } }), revision);
  const callFrom = async (callDepth: number) => {
    const caller: Invocation = {
      id: server.context.newId(),
      target: { version: '$LATEST', revision },
      qualifier: undefined,
      kind: 'request',
      body: Buffer.from('1'),
      clientContext: undefined,
      traceId: undefined,
      principal: OPEN_PRINCIPAL,
      receivedAtMs: 0,
      callDepth,
    };
    const { kind, payload } = await callFunction(server.context, caller, {
      functionName: 'deep',
      qualifier: undefined,
      body: Buffer.from('2'),
    });
    return [kind, payload.toString()];
  };
  expect(await callFrom(FUNCTION_CALL_DEPTH_MAX - 1)).toEqual(['result', '2']);
  expect(await callFrom(FUNCTION_CALL_DEPTH_MAX)).toEqual(['refused', expect.stringContaining('"errorType":"calls_too_deep"')]);
});
