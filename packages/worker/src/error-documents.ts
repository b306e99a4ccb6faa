import { describeExit } from '@skein/sandbox';
import type { SandboxAnswer } from '@skein/sandbox';

/** The error document the caller gets when a sandbox ended instead of answering; shapes and texts are Lambda's. */
export function errorDocument(answer: SandboxAnswer, requestId: string, timeoutSeconds: number): Buffer {
  const { errorType, reason } = describe(answer, timeoutSeconds);
  return Buffer.from(JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` }));
}

interface Description {
  readonly errorType: string;
  readonly reason: string;
}

function describe(answer: SandboxAnswer, timeoutSeconds: number): Description {
  switch (answer.kind) {
    case 'timeout':
      return { errorType: 'Sandbox.Timedout', reason: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` };
    case 'out_of_memory':
      return { errorType: 'Runtime.OutOfMemory', reason: 'Runtime exited with error: signal: killed' };
    case 'protocol':
      return { errorType: 'Runtime.ProtocolError', reason: `Runtime broke the sandbox protocol: ${answer.brokenBecause ?? 'unknown'}` };
    default:
      return { errorType: 'Runtime.ExitError', reason: exitReason(answer) };
  }
}

function exitReason({ exit }: SandboxAnswer): string {
  const endedQuietly = exit === undefined || (exit.code === 0 && exit.signal === null);
  return endedQuietly ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${describeExit(exit)}`;
}
