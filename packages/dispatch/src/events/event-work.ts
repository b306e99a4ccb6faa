import { EVENT_KEPT_MS, toSkeinError } from '@skein/contracts';
import type { Outcome, QueuedEvent } from '@skein/contracts';
import type { Clock, EventQueue } from '@skein/ports';
import { decideEvent, expireEvent } from './event-policy.ts';
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
  readonly policy: EventPolicy;
  /** Runs an event once. Rejects with a SkeinError when it could not be run. */
  readonly run: (event: QueuedEvent) => Promise<Outcome>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told of events that were given up. */
  readonly onGivenUp: (event: QueuedEvent, error: string) => void;
}

/** Ordinary events: run until they succeed or the policy gives them up. */
export function retryingWork(options: RetryingWorkOptions): EventWork {
  const { queue, policy, clock, random } = options;
  return {
    async run(event) {
      const expired = expireEvent(event, policy, clock.nowMs());
      if (expired !== undefined) return concluded(options, event, { finished: false, progress: expired }, undefined);
      const tried = await tryOnce(options, event);
      return concluded(options, event, decideEvent(event, policy, tried, clock.nowMs(), random()), ranMsOf(tried));
    },
    cleanUp: () => queue.removeSettled(clock.nowMs() - EVENT_KEPT_MS),
  };
}

async function tryOnce({ run }: RetryingWorkOptions, event: QueuedEvent): Promise<EventTry> {
  try {
    return { outcome: await run(event) };
  } catch (error) {
    return { refusal: toSkeinError(error) };
  }
}

export function ranMsOf(tried: { readonly outcome: Outcome } | { readonly refusal: unknown }): number | undefined {
  return 'outcome' in tried ? tried.outcome.usage.durationMs : undefined;
}

function concluded(
  { queue, onGivenUp }: RetryingWorkOptions,
  event: QueuedEvent,
  decision: EventDecision,
  ranMs: number | undefined,
): Conclusion {
  return {
    ranMs,
    async store() {
      if (decision.finished) {
        await queue.remove(event.id);
        return;
      }
      const { progress } = decision;
      await queue.setProgress(event.id, progress);
      if (progress.status !== 'QUEUED') onGivenUp({ ...event, ...progress }, progress.error ?? '');
    },
  };
}
