import type { Condition } from '../choice/condition.ts';
import type { Expression, PathExpression } from '../expressions/expression.ts';
import type { Template } from '../expressions/template.ts';
import type { JsonValue } from '../json.ts';
import type { Path } from '../paths/path.ts';

/** A definition that was read and found valid: whatever can be known before an execution starts has been checked. */
export interface StateMachine extends StateGraph {
  /** How long an execution may take, in seconds; nothing means no limit. */
  readonly timeoutSeconds?: number;
}

/** States and where to start: a machine, a branch of a Parallel state, or what a Map state does with each item. */
export interface StateGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;

interface NamedState {
  readonly name: string;
}

/** `null` stands for an empty object; a missing path stands for `$`. */
interface FilteredState extends NamedState {
  readonly inputPath?: Path | null;
  readonly outputPath?: Path | null;
}

interface AssigningState extends FilteredState {
  readonly assign?: Template;
}

/** A state that is followed by another one, or by the end of its graph. */
interface PassingState extends AssigningState {
  readonly next?: string;
}

/** A state that makes a result. A `resultPath` of `null` drops it. */
interface ResultState extends PassingState {
  readonly parameters?: Template;
  readonly resultPath?: Path | null;
}

/** A state whose work can fail. */
export interface FailingState extends ResultState {
  readonly resultSelector?: Template;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends ResultState {
  readonly type: 'Pass';
  readonly result?: JsonValue;
}

export interface TaskState extends FailingState {
  readonly type: 'Task';
  readonly resource: Resource;
  readonly timeout?: Seconds;
  readonly heartbeat?: Seconds;
}

/** What a task calls: a function by its ARN, or the integration that takes the function's name from its parameters. */
export type Resource =
  | { readonly kind: 'function'; readonly arn: string; readonly functionName: string; readonly qualifier?: string }
  | { readonly kind: 'invoke'; readonly arn: string };

/** A number of seconds in the definition, or where the input has it. */
export type Seconds = { readonly seconds: number } | { readonly path: PathExpression; readonly field: string };

export interface ChoiceState extends AssigningState {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
  readonly default?: string;
}

export interface ChoiceRule {
  readonly condition: Condition;
  readonly next: string;
  readonly assign?: Template;
}

export interface WaitState extends PassingState {
  readonly type: 'Wait';
  readonly until: WaitTime;
}

export type WaitTime =
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'secondsPath'; readonly path: PathExpression }
  | { readonly kind: 'timestamp'; readonly timestamp: string }
  | { readonly kind: 'timestampPath'; readonly path: PathExpression };

export interface SucceedState extends FilteredState {
  readonly type: 'Succeed';
}

export interface FailState extends NamedState {
  readonly type: 'Fail';
  readonly error?: TextField;
  readonly cause?: TextField;
}

/** A text in the definition, or the expression that gives it. */
export type TextField = { readonly text: string } | { readonly expression: Expression; readonly field: string };

export interface ParallelState extends FailingState {
  readonly type: 'Parallel';
  readonly branches: readonly StateGraph[];
}

export interface MapState extends FailingState {
  readonly type: 'Map';
  readonly processor: StateGraph;
  readonly itemsPath?: PathExpression;
  readonly itemSelector?: Template;
  readonly maxConcurrency: { readonly count: number } | { readonly path: PathExpression };
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  /** True: the delay is drawn between zero and what it would be (`JitterStrategy` of `FULL`). */
  readonly jitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly resultPath?: Path | null;
  readonly assign?: Template;
}
