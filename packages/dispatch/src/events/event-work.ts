import { EVENT_KEPT_MS, FUNCTION_CALL_DEPTH_MAX, LATEST, toSkeinError } from '@skein/contracts';
import type { EventInvokeConfig, Outcome, QueuedEvent, SkeinError } from '@skein/contracts';
import type { Clock, EventQueue, ResponseSink } from '@skein/ports';
import { destinationEvent } from './destination-event.ts';
import type { EventEnd, LastAnswer } from './destination-event.ts';
import { describeFailure } from './describe-failure.ts';
import { decideEvent, expireEvent, policyFor } from './event-policy.ts';
import type { EventDecision, EventPolicy, EventTry } from './event-policy.ts';

/** How a run ended, as far as the reader has to know. */
export interface Conclusion {
  /** How long the function ran, in ms; undefined when it was refused before it ran. */
  readonly ranMs: number | undefined;
  /** Stores where the event stands now. Rejects when it could not be stored: it is asked again later. */
  store(): Promise<void>;
}

/** What is done with the events of one kind. */
export interface EventWork {
  /** Runs an event once. Never rejects. */
  run(event: QueuedEvent): Promise<Conclusion>;
  /** Removes what was kept long enough. */
  cleanUp(): Promise<void>;
}

export interface RetryingWorkOptions {
  readonly queue: EventQueue;
  /** The server's, for what is not set for a function. */
  readonly policy: EventPolicy;
  /** What is set for the events of this one's function and qualifier, asked at each try. */
  readonly configOf: (event: QueuedEvent) => Promise<EventInvokeConfig | undefined>;
  /** Runs an event once. Rejects with a SkeinError when it could not be run. */
  readonly run: (event: QueuedEvent, response: ResponseSink) => Promise<Outcome>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly newId: () => string;
  /** Told of events that were given up. */
  readonly onGivenUp: (event: QueuedEvent, error: string) => void;
  /** Told of an event whose record goes nowhere because functions hand events on to each other in a circle. */
  readonly onLoop: (event: QueuedEvent) => void;
}

/** Ordinary events: run until they succeed or the policy gives them up; then their function's destination is told. */
export function retryingWork(options: RetryingWorkOptions): EventWork {
  const { queue, policy: serverPolicy, clock, random } = options;
  return {
    async run(event) {
      const { config, refusal } = await findConfig(options, event);
      const policy = policyFor(serverPolicy, config);
      const expired = expireEvent(event, policy, clock.nowMs());
      if (expired !== undefined) return concluded(options, event, { finished: false, progress: expired }, { config });
      const answer = new AnswerKeeper();
      const tried = refusal === undefined ? await tryOnce(options, event, answer) : { refusal };
      const decision = decideEvent(event, policy, tried, clock.nowMs(), random());
      return concluded(options, event, decision, { config, tried, answer });
    },
    cleanUp: () => queue.removeSettled(clock.nowMs() - EVENT_KEPT_MS),
  };
}

/** Keeps the answer of a run: it says what went wrong, and a destination gets it. */
class AnswerKeeper implements ResponseSink {
  readonly #chunks: Buffer[] = [];

  write(chunk: Buffer): void {
    // The bytes belong to whoever writes them, and may change after this.
    this.#chunks.push(Buffer.from(chunk));
  }

  get payload(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  toLastAnswer({ qualifier }: QueuedEvent, { status }: Outcome): LastAnswer {
    return { version: qualifier ?? LATEST, failed: status === 'FAILED', payload: this.payload };
  }
}

/** A storage that cannot say what is set is no fault of the function: the event is tried again later. */
async function findConfig({ configOf }: RetryingWorkOptions, event: QueuedEvent): Promise<FoundConfig> {
  try {
    return { config: await configOf(event), refusal: undefined };
  } catch (error) {
    return { config: undefined, refusal: toSkeinError(error) };
  }
}

interface FoundConfig {
  readonly config: EventInvokeConfig | undefined;
  readonly refusal: SkeinError | undefined;
}

async function tryOnce({ run }: RetryingWorkOptions, event: QueuedEvent, answer: AnswerKeeper): Promise<EventTry> {
  try {
    const outcome = await run(event, answer);
    return outcome.status === 'FAILED' ? { outcome, failure: describeFailure(answer.payload) } : { outcome };
  } catch (error) {
    return { refusal: toSkeinError(error) };
  }
}

export function ranMsOf(tried: { readonly outcome: Outcome } | { readonly refusal: unknown }): number | undefined {
  return 'outcome' in tried ? tried.outcome.usage.durationMs : undefined;
}

interface Attempt {
  readonly config: EventInvokeConfig | undefined;
  /** Undefined when the event was not tried. */
  readonly tried?: EventTry;
  readonly answer?: AnswerKeeper;
}

function concluded(options: RetryingWorkOptions, event: QueuedEvent, decision: EventDecision, attempt: Attempt): Conclusion {
  const { queue, onGivenUp } = options;
  const followUp = followUpOf(options, event, decision, attempt);
  return {
    ranMs: attempt.tried && ranMsOf(attempt.tried),
    async store() {
      if (decision.finished) {
        await queue.remove(event.id, followUp);
        return;
      }
      const { progress } = decision;
      await queue.setProgress(event.id, progress, followUp);
      if (progress.status !== 'QUEUED') onGivenUp({ ...event, ...progress }, progress.error ?? '');
    },
  };
}

/** The event for the destination, made once, so that storing it again adds no second one. */
function followUpOf(
  { newId, clock, onLoop }: RetryingWorkOptions,
  event: QueuedEvent,
  decision: EventDecision,
  { config, tried, answer }: Attempt,
): QueuedEvent | undefined {
  const destination = decision.finished ? config?.onSuccess : config?.onFailure;
  const end = endOf(event, decision);
  if (destination === undefined || end === undefined) return undefined;
  if (event.callDepth >= FUNCTION_CALL_DEPTH_MAX) {
    onLoop(event);
    return undefined;
  }
  const last = tried !== undefined && 'outcome' in tried ? answer?.toLastAnswer(event, tried.outcome) : undefined;
  return destinationEvent(event, { ...end, answer: last }, { destination, id: newId(), nowMs: clock.nowMs() });
}

function endOf(event: QueuedEvent, decision: EventDecision): Pick<EventEnd, 'condition' | 'runs'> | undefined {
  if (decision.finished) return { condition: 'Success', runs: event.attempts + 1 };
  const { status, attempts } = decision.progress;
  if (status === 'QUEUED') return undefined;
  return { condition: status === 'FAILED' ? 'RetriesExhausted' : 'EventAgeExceeded', runs: attempts };
}
