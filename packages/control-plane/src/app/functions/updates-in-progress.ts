import { SkeinError } from '@skein/contracts';

/** Which functions are being updated at the moment. An update that takes its time must not lose against one that came later. */
export class UpdatesInProgress {
  readonly #running = new Map<string, Promise<void>>();

  /**
   * Runs an update of a function while no other one runs. Rejects with `function_not_ready` when there is one. An update on a condition,
   * which expects a certain revision, waits for the other's end instead: only then it is known whether the condition holds.
   */
  async run<T>(functionName: string, isConditional: boolean, update: () => Promise<T>): Promise<T> {
    for (let other = this.#running.get(functionName); other !== undefined; other = this.#running.get(functionName)) {
      if (!isConditional) throw new SkeinError('function_not_ready', { functionName, state: 'InProgress' });
      await other;
    }
    const running = update();
    const over = (): void => void this.#running.delete(functionName);
    this.#running.set(functionName, running.then(over, over));
    return await running;
  }
}
