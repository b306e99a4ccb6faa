/**
 * A UUID of version 7 (RFC 9562, section 5.7): it begins with its time, so that ids made one after the other lie beside each other in
 * an index. The random part is taken from a UUID of version 4. Ids of one millisecond have no order.
 */
export function timeOrderedId(nowMs: number, randomId: string): string {
  const time = Math.trunc(nowMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomId.slice(15)}`;
}
