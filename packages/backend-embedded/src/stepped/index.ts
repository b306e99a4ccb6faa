/** For simulations: storage that takes one step when it is told to. */
export { openSteppedEvents } from './open-stepped-events.ts';
export type { SteppedEvents } from './open-stepped-events.ts';
