export * from './definition/parse-definition.ts';
export type { DefinitionProblem } from './definition/problems.ts';
export type { StateMachine } from './definition/state-machine.ts';
export * from './execution/decide.ts';
export * from './execution/engine-events.ts';
export * from './execution/execution-state.ts';
export type { HistoryEvent } from './execution/history.ts';
