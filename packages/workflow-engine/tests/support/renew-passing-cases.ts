import { writeFileSync } from 'node:fs';
import { OUTCOMES_PATH, checkRecordings } from './recorded-cases.ts';

/** Renews the list of recorded cases that pass: run it with node after the engine has learned something, and read the difference. */
const outcomes = checkRecordings();
writeFileSync(OUTCOMES_PATH, `${JSON.stringify(outcomes, null, 2)}\n`);
const { offered, passed } = outcomes.history;
process.stdout.write(
  `${passed} of ${offered} histories, ${Object.keys(outcomes.choice.fails).length} of ${outcomes.choice.rows} choice rows failing\n`,
);
