/** The parts of a test runner that the suites use; vitest's `describe`, `it` and `expect` fit. Handed in: this package needs no runner. */
export interface TestTools {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
  readonly expect: (actual: unknown) => Expectation;
}

export interface Expectation {
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
  toBeUndefined(): void;
  readonly rejects: { toMatchObject(expected: object): Promise<void> };
}

/** A store made for one test, thrown away after it. */
export type OpenStore<Store> = () => Promise<Store & AsyncDisposable>;
