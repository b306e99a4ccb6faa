import { FUNCTION_CALLS_OPEN_MAX } from '@skein/contracts';
import type { FunctionCallAnswer } from '@skein/contracts';
import { expect, test } from 'vitest';
import { OpenCalls } from '../src/protocol/open-calls.ts';

function callPayload(call: number): Buffer {
  const head = Buffer.from('{"functionName":"other"}');
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(call, 0);
  prefix.writeUInt32LE(head.length, 4);
  return Buffer.concat([prefix, head, Buffer.from('1')]);
}

test('FUNCTION_CALLS_OPEN_MAX: so many calls may be open, one past it breaks the protocol, and an answer makes room', async () => {
  const answers: ((answer: FunctionCallAnswer) => void)[] = [];
  let sent = 0;
  const calls = new OpenCalls(() => (sent += 1));
  calls.begin(1, () => new Promise((resolve) => answers.push(resolve)));
  for (let call = 0; call < FUNCTION_CALLS_OPEN_MAX; call += 1) calls.receive(callPayload(call));
  expect(() => calls.receive(callPayload(99))).toThrow(`more than ${FUNCTION_CALLS_OPEN_MAX} calls are open`);
  answers[3]?.({ kind: 'result', payload: Buffer.from('1') });
  await expect.poll(() => sent).toBe(1);
  calls.receive(callPayload(100));
  expect(() => calls.receive(callPayload(101))).toThrow('calls are open');
});
