import { readFile } from 'node:fs/promises';
import { SkeinError } from '@skein/contracts';
import type { CommandContext } from './command.ts';

/** A document that an option names: JSON as it stands, `@file`, or `-` for standard input. Rejects with `usage`. */
export async function readPayload({ readInput }: Pick<CommandContext, 'readInput'>, payload: string): Promise<Buffer> {
  if (payload === '-') return await readInput();
  if (!payload.startsWith('@')) return Buffer.from(payload);
  const file = payload.slice(1);
  return await readFile(file).catch((error: unknown) => {
    throw new SkeinError('usage', {
      reason: `The payload ${file} could not be read: ${error instanceof Error ? error.message : String(error)}`,
    });
  });
}
