import { SkeinError } from './errors/skein-error.ts';
import { JSON_DEPTH_MAX } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Reads one JSON value of UTF-8 bytes that came from outside. Of members with the same name the last one counts. Throws
 * `invalid_request_content` for what is no JSON, no UTF-8, or nested deeper than `JSON_DEPTH_MAX`.
 */
export function parseJsonBytes(bytes: Buffer): unknown {
  if (isNestedTooDeep(bytes)) throw unreadable(`it is nested deeper than ${JSON_DEPTH_MAX} levels`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * Reads a JSON document whose texts are stored and handed to other programs: besides, halves of surrogate pairs are refused, because
 * no encoding can carry them.
 */
export function parseDocument(bytes: Buffer): unknown {
  const document = parseJsonBytes(bytes);
  refuseLoneSurrogates(document);
  return document;
}

/** Whether JSON goes deeper than `JSON_DEPTH_MAX`. Such values exhaust the stack of what walks them. Texts are skipped: large ones cost nothing. */
export function isNestedTooDeep(bytes: Buffer): boolean {
  if (bytes.length <= JSON_DEPTH_MAX) return false;
  let depth = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) index = endOfText(bytes, index);
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}

/** Offset of the quote that ends a text; the end of the bytes, when none does. */
function endOfText(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return bytes.length;
}

function refuseLoneSurrogates(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unreadable('it has half a surrogate pair in a text');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      refuseLoneSurrogates(key);
      refuseLoneSurrogates(member);
    }
  }
}

function unreadable(reason: string, cause?: unknown): SkeinError {
  return new SkeinError('invalid_request_content', { reason }, { cause });
}
