import type { EventQueue } from '@skein/ports';

/** The same queue as an object of its own, some of whose methods can be replaced. */
export function passThrough(queue: EventQueue): EventQueue {
  return {
    append: (event) => queue.append(event),
    remove: (eventId) => queue.remove(eventId),
    setProgress: (eventId, progress) => queue.setProgress(eventId, progress),
    restart: (eventId, nowMs) => queue.restart(eventId, nowMs),
    removeSettled: (beforeMs) => queue.removeSettled(beforeMs),
    functionNames: (lane) => queue.functionNames(lane),
    dueEvents: (lane, name, nowMs, page) => queue.dueEvents(lane, name, nowMs, page),
    nextDueAtMs: (lane, nowMs) => queue.nextDueAtMs(lane, nowMs),
    countByStatus: (lane) => queue.countByStatus(lane),
    getEvent: (lane, eventId) => queue.getEvent(lane, eventId),
    getBody: (lane, eventId) => queue.getBody(lane, eventId),
    countOwn: (lane, principalId, eventIds) => queue.countOwn(lane, principalId, eventIds),
    listEvents: (lane, query) => queue.listEvents(lane, query),
  };
}
