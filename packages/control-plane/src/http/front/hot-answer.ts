import type { Outcome } from '@skein/contracts';

const MS_PER_SECOND = 1000;
let dateSecond = 0;
let dateText = '';

/** What becomes of the connection after an answer; the value of its Connection header. */
export type Persistence = 'keep-alive' | 'close';

/** The whole answer to a synchronous Invoke as one block of bytes: one write instead of two. */
export function encodeInvokeAnswer(
  requestId: string,
  version: string,
  outcome: Outcome,
  payload: Buffer,
  persistence: Persistence,
): Buffer {
  const functionError = outcome.status === 'FAILED' ? 'X-Amz-Function-Error: Unhandled\r\n' : '';
  const head =
    `HTTP/1.1 200 OK\r\nDate: ${httpDate(Date.now())}\r\nContent-Type: application/json\r\nContent-Length: ${payload.length}\r\n` +
    `Connection: ${persistence}\r\nx-amzn-RequestId: ${requestId}\r\nx-amzn-Remapped-Content-Length: 0\r\n` +
    `X-Amz-Executed-Version: ${version}\r\n${functionError}\r\n`;
  const answer = Buffer.allocUnsafe(head.length + payload.length);
  answer.write(head, 0, 'latin1');
  payload.copy(answer, head.length);
  return answer;
}

/** A date in the form of HTTP, made anew only when the second has changed. */
function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / MS_PER_SECOND);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(nowMs).toUTCString();
  }
  return dateText;
}
