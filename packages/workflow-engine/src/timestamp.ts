/**
 * Timestamps of the Amazon States Language: RFC 3339 with an upper-case `T`, and an upper-case `Z` when there is no numeric offset. Kept in
 * nanoseconds, because the language compares all nine digits of a fraction.
 */
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Nanoseconds since 1970 of a timestamp, or nothing when the text is none (a 30th of February is none). */
export function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offsetMinutes = parseOffset(match[8] ?? 'Z');
  if (offsetMinutes === undefined) return undefined;
  const nanoseconds = BigInt((match[7] ?? '').padEnd(9, '0'));
  return BigInt(date.getTime() - offsetMinutes * 60_000) * 1_000_000n + nanoseconds;
}

/** The same moment in whole milliseconds since 1970, rounded up: a wait must not end early. */
export function timestampMs(nanoseconds: bigint): number {
  return Number((nanoseconds + 999_999n) / 1_000_000n);
}

function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
