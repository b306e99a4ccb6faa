const CALL = 0x88;
const CALL_PREFIX_BYTES = 8;
const ANSWER_PREFIX_BYTES = 5;
const RESULT = 0;
/** More than this many open calls break the protocol; the rest wait here. */
const OPEN_MAX = 16;

// Kept from before the function may have replaced them.
const { parse, stringify } = JSON;

/** Calls of other functions through the host: `context.invoke`. */
export class Calls {
  #channel;
  #open = new Map();
  #waiting = [];
  #lastCall = 0;
  #invocation = 0;

  constructor(channel) {
    this.#channel = channel;
  }

  begin(invocation) {
    this.#invocation = invocation;
  }

  /** What the called function returned. Rejects with an error of its type when it failed or did not run. */
  invoke(functionName, payload = null, { qualifier } = {}) {
    if (this.#invocation === 0) return Promise.reject(new Error('the invocation is over'));
    const head = Buffer.from(stringify({ functionName: String(functionName), qualifier }));
    const event = Buffer.from(stringify(payload) ?? 'null');
    return new Promise((resolve, reject) => {
      this.#waiting.push({ head, event, resolve, reject });
      this.#sendNext();
    });
  }

  receive(invocation, payload) {
    const call = payload.readUInt32LE(0);
    const settle = this.#open.get(call);
    if (invocation !== this.#invocation || settle === undefined) return;
    this.#open.delete(call);
    this.#channel.release();
    try {
      const document = parse(payload.toString('utf8', ANSWER_PREFIX_BYTES));
      if (payload[4] === RESULT) settle.resolve(document);
      else settle.reject(invokeError(document));
    } catch (error) {
      // The called function answered with bytes of its own that are no JSON.
      settle.reject(error);
    }
    this.#sendNext();
  }

  /** No call of the invocation is sent or answered any more. */
  end() {
    this.#invocation = 0;
    // Who still waits for one never hears of it: their invocation has its answer.
    for (let count = this.#open.size; count > 0; count -= 1) this.#channel.release();
    this.#open.clear();
    this.#waiting = [];
  }

  #sendNext() {
    if (this.#open.size >= OPEN_MAX || this.#waiting.length === 0) return;
    const { head, event, resolve, reject } = this.#waiting.shift();
    this.#lastCall += 1;
    const prefix = Buffer.alloc(CALL_PREFIX_BYTES);
    prefix.writeUInt32LE(this.#lastCall, 0);
    prefix.writeUInt32LE(head.length, 4);
    this.#open.set(this.#lastCall, { resolve, reject });
    this.#channel.hold();
    this.#channel.send(CALL, this.#invocation, Buffer.concat([prefix, head, event]));
  }
}

function invokeError(document) {
  const error = new Error(document?.errorMessage ?? 'the function failed');
  error.name = document?.errorType ?? 'Error';
  error.document = document;
  return error;
}
