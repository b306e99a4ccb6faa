import type { Scope } from '@skein/contracts';

/** The columns that every row carries, ready to be compared with. */
export function scopeKey({ account, region }: Scope): { account: string; region: string } {
  return { account, region };
}
