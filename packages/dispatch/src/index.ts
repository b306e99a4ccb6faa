export { InvocationFollowers, feedRecords } from './wrap/feed.ts';
export type { EventPolicy } from './events/event-policy.ts';
export { EventReader } from './events/event-reader.ts';
export { retryingWork } from './events/event-work.ts';
export { EventPace } from './events/event-pace.ts';
export { TaskRunner } from './tasks/task-runner.ts';
export { recordInvocations } from './wrap/record.ts';
export { InvocationTallies, tallyRecords } from './wrap/tally.ts';
export { throttleInvocations } from './wrap/throttle.ts';
