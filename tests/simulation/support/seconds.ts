/**
 * Time for fresh seeds, in seconds, of everything that is simulated together; continuous integration gives three minutes
 * ("CI runs fresh seeds for 3 minutes plus every seed that ever failed").
 */
const SECONDS = Number(process.env['SKEIN_SIMULATION_SECONDS'] ?? (process.env['CI'] === 'true' ? 180 : 10));

/** The pool and the whole server share the time. */
export const SECONDS_EACH = SECONDS / 2;
