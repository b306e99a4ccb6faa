import type { Outcome } from '@skein/contracts';
import { z } from 'zod';
import { functionError } from '../../lambda/function-error.ts';
import type { SimulatedRun } from '../simulated-code.ts';

/** The line that the wrapper prints after each call. */
const usageLine = z.object({
  type: z.literal('skein.usage'),
  requestId: z.string(),
  durationMs: z.number().nonnegative(),
  processorMs: z.number().nonnegative(),
  maxMemoryMb: z.number().nonnegative(),
});
type WrapperUsage = z.infer<typeof usageLine>;

/** How the simulated platforms answer: an HTTP status and the document. */
const ANSWER = /^\[(\d{3}), ?/;
const ANSWER_START_MAX_BYTES = 8;
const BAD_REQUEST = 400;

/** What a hosted function did, from how its sandbox answered. A function that was stopped has the answer of who stopped it. */
export function readHostedRun(requestId: string, { error, usage, log }: Outcome, body: Buffer): SimulatedRun {
  const text = log.toString();
  const printed = findUsage(text, requestId);
  const measured = {
    // Threads on several processors here would follow one another on the one there.
    workMs: printed?.processorMs ?? usage.durationMs,
    waitMs: printed === undefined ? 0 : Math.max(0, printed.durationMs - printed.processorMs),
    maxMemoryMb: printed?.maxMemoryMb ?? usage.maxMemoryMb,
    log: text,
    requestId,
    printed,
  };
  const [start, status] = ANSWER.exec(body.subarray(0, ANSWER_START_MAX_BYTES).toString()) ?? [];
  // Only a platform's program answers so; where sandboxes are simulated, too, there is none.
  if (error !== undefined || start === undefined) return { ...measured, body, error };
  const document = body.subarray(start.length, -1);
  if (Number(status) < BAD_REQUEST) return { ...measured, body: document };
  return { ...measured, body: document, error: Number(status) === BAD_REQUEST ? 'invalid_event' : functionError(document) };
}

/** The last line counts: the wrapper prints after the function. Undefined when there is none, or when it is of another call. */
function findUsage(log: string, requestId: string): WrapperUsage | undefined {
  for (const line of log.split('\n').toReversed()) {
    if (!line.startsWith('{"type"')) continue;
    const found = usageLine.safeParse(parse(line));
    if (found.success && found.data.requestId === requestId) return found.data;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
