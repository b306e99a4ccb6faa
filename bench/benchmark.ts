export interface BenchmarkOptions {
  /** Measurements of each kind; undefined for the benchmark's own number. */
  readonly count: number | undefined;
  /** Told how far the benchmark is. */
  readonly print: (line: string) => void;
}

export interface BenchmarkResult {
  /** Name of the sandbox driver that was measured. */
  readonly driver: string;
  /** Rows of a table, with the same columns. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** A second table, of parts that were measured by themselves. */
  readonly parts?: readonly Readonly<Record<string, string | number>>[];
}

/** One benchmark. To add one: a folder, and a line in the registry in main.ts. */
export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  run(options: BenchmarkOptions): Promise<BenchmarkResult>;
}
