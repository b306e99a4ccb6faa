import { SkeinError, TASK_PAYLOAD_MAX_BYTES } from '@skein/contracts';

const WHITESPACE = /\s+/g;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** Enough of the text for the first two bytes. */
const HEAD_CHARACTERS = 4;
const PROTOCOL = 0x80;
const FIRST_PROTOCOL = 2;
const LAST_PROTOCOL = 5;

/**
 * A payload without its line breaks, when it is Base64 of something that begins as a pickle does ("pickletools": `PROTO` and its number).
 * What follows the beginning is opened in a sandbox and nowhere else. Throws `invalid_payload`, `request_too_large`.
 */
export function checkPayload(payload: string): string {
  const text = payload.replace(WHITESPACE, '');
  if (text.length > TASK_PAYLOAD_MAX_BYTES) throw new SkeinError('request_too_large', { limitBytes: TASK_PAYLOAD_MAX_BYTES });
  if (text.length % 4 !== 0 || !BASE64.test(text)) throw new SkeinError('invalid_payload', { reason: 'it is not Base64.' });
  const [first, second = 0] = Buffer.from(text.slice(0, HEAD_CHARACTERS), 'base64');
  if (first === PROTOCOL && second >= FIRST_PROTOCOL && second <= LAST_PROTOCOL) return text;
  throw new SkeinError('invalid_payload', {
    reason: `it does not begin as a pickle of protocol ${FIRST_PROTOCOL} to ${LAST_PROTOCOL} does.`,
  });
}
