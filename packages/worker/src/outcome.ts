import type { ColdReason, Invocation, Outcome, OutcomeError, Usage } from '@skein/contracts';
import type { AnswerKind, SandboxAnswer } from '@skein/sandbox';

const KILLED_EXIT_CODE = 128 + 9;
const BYTES_PER_MB = 1024 * 1024;

const ERRORS: Readonly<Record<AnswerKind, OutcomeError | undefined>> = {
  result: undefined,
  initialised: undefined,
  error: 'handler_error',
  invalid_event: 'invalid_event',
  init_failed: 'init_error',
  timeout: 'timeout',
  exit: 'exit',
  out_of_memory: 'out_of_memory',
  protocol: 'protocol',
  unread: 'exit',
};

/** What is known about the sandbox a call ran in. */
export interface RunPlace {
  readonly sandboxId: string;
  readonly driver: string;
  readonly cold: ColdReason | undefined;
  readonly prewarmed: boolean;
  /** Time the code took to load, in ms; undefined when the sandbox was warm. */
  readonly initMs: number | undefined;
  readonly notices: readonly string[];
}

/** The outcome of a call, from what the sandbox answered and what was measured. */
export function outcomeOf(invocation: Invocation, answer: SandboxAnswer, place: RunPlace): Outcome {
  const error = ERRORS[answer.kind];
  const outcome = {
    status: error === undefined ? 'SUCCEEDED' : 'FAILED',
    error,
    usage: usageOf(invocation, answer, place),
    log: answer.log,
    logDroppedBytes: answer.logDroppedBytes,
    notices: noticesOf(invocation, answer, place),
  } as const;
  return wasKilled(answer) ? { ...outcome, killed: true } : outcome;
}

/** A sandbox that is killed from outside ends with the signal; when only the process in it is, bubblewrap says 128 and the signal's number. */
function wasKilled({ kind, exit }: SandboxAnswer): boolean {
  return kind === 'exit' && exit !== undefined && (exit.signal === 'SIGKILL' || exit.code === KILLED_EXIT_CODE);
}

function usageOf(invocation: Invocation, answer: SandboxAnswer, place: RunPlace): Usage {
  const { durationMs } = answer;
  const { initMs } = place;
  return {
    durationMs,
    billedMs: Math.ceil(durationMs + (initMs ?? 0)),
    initMs,
    memoryMb: invocation.target.revision.settings.memoryMb,
    maxMemoryMb: Math.ceil(answer.peakMemoryBytes / BYTES_PER_MB),
    cold: place.cold,
    prewarmed: place.prewarmed,
    sandboxId: place.sandboxId,
    driver: place.driver,
  };
}

/** What Skein has to say in the log besides what the function wrote. */
function noticesOf(invocation: Invocation, answer: SandboxAnswer, { notices }: RunPlace): readonly string[] {
  if (answer.kind !== 'timeout') return notices;
  return [...notices, `Task timed out after ${invocation.target.revision.settings.timeoutSeconds.toFixed(2)} seconds`];
}
