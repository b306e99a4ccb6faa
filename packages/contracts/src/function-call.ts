/** The tag of a function that names those it may call, separated by spaces; `*` stands for any characters. */
export const CALLS_TAG = 'skein:calls';

/** What a running function asks for: that another function is run and its answer brought back. */
export interface FunctionCall {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly body: Buffer;
}

/** `result` and `error` are what the called function answered; `refused`: it did not run. All are JSON texts, the last two error documents. */
export interface FunctionCallAnswer {
  readonly kind: 'result' | 'error' | 'refused';
  readonly payload: Buffer;
}
