import type { ObjectReader } from './object-reader.ts';
import type { StateGraph } from './state-machine.ts';

/** What the graphs of one definition share while they are read. */
export interface Reading {
  /** Every state's name and where it is: a name stands for one state in the whole definition. */
  readonly names: Map<string, string>;
  readonly depth: number;
  /** Reads a graph inside of a state: graphs hold states, and states hold graphs. */
  readonly parseGraph: (reader: ObjectReader, reading: Reading) => StateGraph | undefined;
}
