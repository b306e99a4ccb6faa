export { InvocationFollowers, feedRecords } from './wrap/feed.ts';
export type { EventPolicy } from './events/event-policy.ts';
export { EventReader } from './events/event-reader.ts';
export { recordInvocations } from './wrap/record.ts';
export { InvocationTallies, tallyRecords } from './wrap/tally.ts';
export { throttleInvocations } from './wrap/throttle.ts';
