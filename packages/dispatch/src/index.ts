export { InvocationFollowers, feedRecords } from './wrap/feed.ts';
export { recordInvocations } from './wrap/record.ts';
export { InvocationTallies, tallyRecords } from './wrap/tally.ts';
export { throttleInvocations } from './wrap/throttle.ts';
