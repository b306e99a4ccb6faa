export { recordInvocations } from './wrap/record.ts';
export { throttleInvocations } from './wrap/throttle.ts';
