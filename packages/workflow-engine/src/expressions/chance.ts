import { createHash } from 'node:crypto';

/** Randomness that is handed in: the same seed gives the same numbers and ids in the same order, so a decision can be made again. */
export interface Chance {
  /** The next number, at least 0 and below 1. */
  next(): number;
  /** The next UUID, version 4. */
  nextUuid(): string;
}

/** Draws from the SHA-256 of a seed and a counter: slow next to a generator, but drawn rarely, and good for ids too. */
export function createChance(seed: string): Chance {
  let drawn = 0;
  const draw = (): Buffer => {
    drawn += 1;
    return createHash('sha256').update(`${seed}\n${drawn}`).digest();
  };
  return {
    next: () => draw().readUIntBE(0, 6) / 2 ** 48,
    nextUuid: () => formatUuid(draw().subarray(0, 16)),
  };
}

function formatUuid(bytes: Buffer): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
