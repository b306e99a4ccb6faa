/** Names of errors that the Amazon States Language itself raises ("Errors" in its specification, "Error names" in AWS's guide). */
export const ERROR_NAMES = {
  all: 'States.ALL',
  branchFailed: 'States.BranchFailed',
  dataLimitExceeded: 'States.DataLimitExceeded',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  intrinsicFailure: 'States.IntrinsicFailure',
  noChoiceMatched: 'States.NoChoiceMatched',
  parameterPathFailure: 'States.ParameterPathFailure',
  resultPathMatchFailure: 'States.ResultPathMatchFailure',
  runtime: 'States.Runtime',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
} as const;

/** How a state failed: both parts may be missing, since a Fail state need not give any. */
export interface ErrorOutput {
  readonly error?: string;
  readonly cause?: string;
}

/** A failure of the state that is being run; the engine catches it and turns it into a retry, a transition or the end. Never leaves the engine. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly errorName: string;
  /** False when the text is complete; true when the engine is to say before it which state was being executed. */
  readonly needsPlace: boolean;

  constructor(errorName: string, cause: string, needsPlace = true) {
    super(cause);
    this.errorName = errorName;
    this.needsPlace = needsPlace;
  }
}

export function runtimeFailure(cause: string): StateFailure {
  return new StateFailure(ERROR_NAMES.runtime, cause);
}

export function intrinsicFailure(cause: string): StateFailure {
  return new StateFailure(ERROR_NAMES.intrinsicFailure, cause);
}

/** The service's words for a state, task or result that is larger than 256 KiB. */
export function dataLimitExceeded(what: string): StateFailure {
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure(ERROR_NAMES.dataLimitExceeded, cause, false);
}

/** The history has no room for another event: the execution ends here, whatever its states would catch. */
export class HistoryFull extends StateFailure {
  constructor(cause: string) {
    super(ERROR_NAMES.runtime, cause, false);
  }
}
