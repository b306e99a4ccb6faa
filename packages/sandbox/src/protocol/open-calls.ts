import { FUNCTION_CALLS_OPEN_MAX } from '@skein/contracts';
import type { FunctionCall, FunctionCallAnswer } from '@skein/contracts';
import { ProtocolError, decodeCall, encodeCallAnswer } from '@skein/runtimes';

/** Runs a function that the running one calls. Never rejects. */
export type AnswerCall = (call: FunctionCall) => Promise<FunctionCallAnswer>;

const NOTHING_RUNS = 0;

/** The calls of other functions that the running invocation of a sandbox has open. */
export class OpenCalls {
  readonly #send: (frame: Buffer) => void;
  #invocation = NOTHING_RUNS;
  #answer: AnswerCall | undefined;
  #open = 0;

  constructor(send: (frame: Buffer) => void) {
    this.#send = send;
  }

  begin(invocation: number, answer: AnswerCall): void {
    this.#invocation = invocation;
    this.#answer = answer;
    this.#open = 0;
  }

  /** Takes the payload of a CALL; its answer is sent when there is one. Throws a ProtocolError. */
  receive(payload: Buffer): void {
    const { call, functionName, qualifier, event } = decodeCall(payload);
    if (this.#open >= FUNCTION_CALLS_OPEN_MAX) throw new ProtocolError(`more than ${FUNCTION_CALLS_OPEN_MAX} calls are open`);
    this.#open += 1;
    const invocation = this.#invocation;
    void this.#answer?.({ functionName, qualifier, body: event }).then((answer) => {
      if (invocation !== this.#invocation) return;
      this.#open -= 1;
      this.#send(encodeCallAnswer(invocation, call, answer.kind, answer.payload));
    });
  }

  /** The invocation is over: what it called runs to its end, but nobody waits for the answers. */
  end(): void {
    this.#invocation = NOTHING_RUNS;
    this.#answer = undefined;
  }
}
