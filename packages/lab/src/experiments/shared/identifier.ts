import type { TrialRecord } from '@skein/contracts';

/**
 * Says of each call whether another instance ran it than the one before; of the first one, and of those after a restart of the run, when
 * the functions rested, it is the instance's own word that counts.
 */
export function identifierWatch(
  instanceOf: (trial: TrialRecord) => string | undefined,
  isFirstCall: (trial: TrialRecord) => boolean | undefined,
): (trial: TrialRecord) => boolean | undefined {
  let before: TrialRecord | undefined;
  return (trial) => {
    const [own, other] = [instanceOf(trial), before && instanceOf(before)];
    const isComparable = own !== undefined && other !== undefined && before?.resumes === trial.resumes;
    before = trial;
    return isComparable ? own !== other : isFirstCall(trial);
  };
}
