/**
 * A UUID of version 7 (RFC 9562, section 5.7): it begins with its time, so that ids made one after the other lie beside each other in
 * an index. The random part is taken from a UUID of version 4. Ids of one millisecond have no order.
 */
export function timeOrderedId(nowMs: number, randomId: string): string {
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    const time = Math.trunc(nowMs).toString(16).padStart(12, '0');
    lastPrefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }
  return lastPrefix + randomId.slice(15);
}

/** Many ids are made in one millisecond, and writing its number is most of the work. */
let lastMs = -1;
let lastPrefix = '';
