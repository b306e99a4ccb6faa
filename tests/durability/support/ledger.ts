/** What a client can tell about a function: numbers that its code and its settings carry. */
export interface Deployment {
  readonly code: number;
  readonly mark: number;
}

/** Undefined: the function does not exist. */
export type Observation = Deployment | undefined;

/**
 * What clients know of each function from the answers they got. A change that was acknowledged must stand; one that was refused must not;
 * of one whose answer never came nobody knows, until somebody looks.
 */
export class FunctionLedger {
  readonly #possible = new Map<string, readonly Observation[]>();
  /** Everything that was ever asked for. */
  readonly #begun = new Map<string, readonly Observation[]>();

  /** Names of all functions that ever were. */
  get names(): readonly string[] {
    return [...this.#possible.keys()];
  }

  /** Everything the function may be at this moment. */
  possible(functionName: string): readonly Observation[] {
    return this.#possible.get(functionName) ?? [undefined];
  }

  /** A request is sent that makes the function so. */
  begin(functionName: string, after: Observation): void {
    this.#possible.set(functionName, [...this.possible(functionName), after]);
    this.#begun.set(functionName, [...this.#begunFor(functionName), after]);
  }

  /** The server says that the function is so now. What is wrong with that, if anything is. */
  acknowledge(functionName: string, after: Observation): string | undefined {
    const possible = this.possible(functionName);
    this.#possible.set(functionName, [after]);
    return includes(possible, after) ? undefined : `${functionName}: ${show(after)} was acknowledged, only ${showAll(possible)} could be`;
  }

  /** The server says that it has not done it. */
  refuse(functionName: string, after: Observation): void {
    this.#possible.set(
      functionName,
      this.possible(functionName).filter((one) => !isSame(one, after)),
    );
  }

  /** Somebody has looked while nothing was on its way. What is wrong, if anything is; from now on the function is what was seen. */
  observe(functionName: string, observed: Observation): string | undefined {
    const possible = this.possible(functionName);
    this.#possible.set(functionName, [observed]);
    return includes(possible, observed) ? undefined : `${functionName} is ${show(observed)}, only ${showAll(possible)} could be`;
  }

  /** To be called before asking a function what it is; the result says what is wrong with its answer, if anything is. */
  watch(functionName: string): (observed: Observation) => string | undefined {
    const before = this.possible(functionName);
    const { length } = this.#begunFor(functionName);
    return (observed) => {
      const meanwhile = [...before, ...this.#begunFor(functionName).slice(length)];
      if (includes(meanwhile, observed)) return undefined;
      return `${functionName} answered as ${show(observed)}, only ${showAll(meanwhile)} could be meanwhile`;
    };
  }

  #begunFor(functionName: string): readonly Observation[] {
    return this.#begun.get(functionName) ?? [];
  }
}

/** What an event did, as far as its sender can find out. */
export interface EventFindings {
  /** Labels of the events that have run. */
  readonly ran: ReadonlySet<string>;
  /** Status by id of the events that the server lists. */
  readonly listed: ReadonlyMap<string, string>;
}

/** The events that were acknowledged, and what has to be true of them. */
export class EventLedger {
  readonly #open = new Map<string, string>();
  readonly #failing = new Map<string, string>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `fails`: the function ends it with an error, so that it has to be kept as FAILED. */
  acknowledge(id: string, label: string, fails: boolean): void {
    this.#count += 1;
    this.#open.set(label, id);
    if (fails) this.#failing.set(label, id);
  }

  /** Every event has run, or waits, or was given up with a record; the list has to be older than what is known of the runs. */
  check({ ran, listed }: EventFindings): readonly string[] {
    for (const label of this.#open.keys()) if (ran.has(label)) this.#open.delete(label);
    return [...this.#open].filter(([, id]) => !listed.has(id)).map(([label, id]) => `event ${label} (${id}) is lost`);
  }

  /** The same when nothing waits any more: what has not run was given up, and what failed is on record. */
  checkAtEnd(findings: EventFindings): readonly string[] {
    const unrecorded = [...this.#failing].filter(([, id]) => findings.listed.get(id) !== 'FAILED');
    return [
      ...this.check(findings),
      ...unrecorded.map(([label, id]) => `event ${label} (${id}) failed without record: ${findings.listed.get(id)}`),
    ];
  }
}

function includes(observations: readonly Observation[], wanted: Observation): boolean {
  return observations.some((one) => isSame(one, wanted));
}

function isSame(one: Observation, other: Observation): boolean {
  return one?.code === other?.code && one?.mark === other?.mark;
}

function show(observation: Observation): string {
  return observation === undefined ? 'missing' : `code ${observation.code} with settings ${observation.mark}`;
}

function showAll(observations: readonly Observation[]): string {
  return observations.map(show).join(' or ');
}
