import { availableParallelism } from 'node:os';
import { EVENTS_RUNNING_MAX, LATEST } from '@skein/contracts';
import { recordWithoutRun, runEvent } from '@skein/control-plane';
import type { AppContext } from '@skein/control-plane';
import { EventPace, EventReader, retryingWork } from '@skein/dispatch';
import { systemClock } from '@skein/ports';
import type { Settings } from './settings.ts';

/** Reads the event queue of a server. */
export function createEventReader(context: AppContext, settings: Settings): EventReader {
  const { logger } = context;
  const work = retryingWork({
    queue: context.events,
    policy: settings.events,
    configOf: ({ functionName, qualifier = LATEST }) =>
      context.eventInvokeConfigs.getEventInvokeConfig(context.scope, functionName, qualifier),
    run: (event, response) => runEvent(context, event, response),
    clock: systemClock,
    random: Math.random,
    newId: context.newId,
    onGivenUp(event, error) {
      logger.warn({ eventId: event.id, functionName: event.functionName, status: event.status, error }, 'an event was given up');
      if (event.attempts === 0) context.recorder.record(recordWithoutRun(event, context.clock.nowMs()));
    },
    onLoop: ({ id, functionName }) =>
      logger.warn({ eventId: id, functionName }, 'the record of an event goes nowhere: functions hand events on in a circle'),
  });
  const pace = new EventPace({
    most: EVENTS_RUNNING_MAX,
    least: availableParallelism(),
    clock: systemClock,
    lastRequestAtMs: () => context.telemetry.lastRequestAtMs(),
    onRoom: () => reader.wake(),
  });
  const reader = new EventReader({
    queue: context.events,
    lane: settings.scope,
    work,
    pace,
    clock: systemClock,
    onFailure: (error) => logger.error({ error }, 'the event queue could not be read or written'),
  });
  return reader;
}
