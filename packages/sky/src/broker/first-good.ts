import type { ArmRun } from './broker-arm.ts';

/**
 * The first run that succeeded, of several at once. When none did: the first that gave any answer, or else the first error. The others
 * are left to finish.
 */
export function firstGood(runs: readonly Promise<ArmRun>[]): Promise<ArmRun> {
  return new Promise((resolve, reject) => {
    let waiting = runs.length;
    let answered: ArmRun | undefined;
    const errors: unknown[] = [];
    const end = (): void => {
      waiting -= 1;
      if (waiting > 0) return;
      if (answered === undefined) reject(errors[0]);
      else resolve(answered);
    };
    for (const run of runs) {
      run.then(
        (ended) => {
          if (ended.outcome.status === 'SUCCEEDED') resolve(ended);
          answered ??= ended;
          end();
        },
        (error: unknown) => {
          errors.push(error);
          end();
        },
      );
    }
  });
}
