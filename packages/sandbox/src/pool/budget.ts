/** Counts the memory promised to sandboxes against what the operator allows, in MB. */
export class MemoryBudget {
  readonly limitMb: number;
  #usedMb = 0;

  constructor(limitMb: number) {
    this.limitMb = limitMb;
  }

  get usedMb(): number {
    return this.#usedMb;
  }

  fits(memoryMb: number): boolean {
    return this.#usedMb + memoryMb <= this.limitMb;
  }

  take(memoryMb: number): void {
    this.#usedMb += memoryMb;
  }

  giveBack(memoryMb: number): void {
    this.#usedMb -= memoryMb;
  }
}
