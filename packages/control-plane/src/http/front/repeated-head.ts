import { parseHotInvoke } from './hot-invoke-parser.ts';
import type { HotInvoke } from './hot-invoke-parser.ts';

/** A longer head is not remembered: memory of every open connection would go to it. */
const REMEMBERED_MAX_BYTES = 2_048;

interface KnownHead {
  readonly bytes: Buffer;
  readonly anyHost: boolean;
  readonly meaning: HotInvoke;
}

/**
 * The parser for the requests of one connection. Most clients send the same head again and again, and the same bytes mean the same: only
 * a head that differs from the last one is parsed.
 */
export class RepeatedHead {
  #known: KnownHead | undefined;

  /** As `parseHotInvoke`. */
  parse(bytes: Buffer, anyHost: boolean): HotInvoke | undefined {
    const known = this.#known;
    if (known !== undefined && known.anyHost === anyHost && startsWith(bytes, known.bytes)) return known.meaning;
    const meaning = parseHotInvoke(bytes, anyHost);
    if (meaning !== undefined && meaning.bodyOffset <= REMEMBERED_MAX_BYTES) {
      this.#known = { bytes: Buffer.from(bytes.subarray(0, meaning.bodyOffset)), anyHost, meaning };
    }
    return meaning;
  }
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.length >= start.length && bytes.compare(start, 0, start.length, 0, start.length) === 0;
}
