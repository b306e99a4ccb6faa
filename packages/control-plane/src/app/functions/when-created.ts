import { SkeinError } from '@skein/contracts';
import type { Principal } from '@skein/contracts';
import type { ListedFunction } from '@skein/ports';
import type { AppContext } from '../context.ts';
import { getFunction } from './get-function.ts';

/** Longest time an update waits for the creation of its function, in ms. */
const CREATION_WAIT_MS = 10_000;
const CREATION_POLL_MS = 10;

/**
 * A function that is not being created any more, which takes some milliseconds. Rejects with `function_not_ready` when it takes long,
 * for example because the disk is full; with `function_not_found`, `access_denied`.
 */
export async function whenCreated(context: AppContext, principal: Principal, functionName: string): Promise<ListedFunction> {
  const giveUpAtMs = context.clock.monotonicMs() + CREATION_WAIT_MS;
  for (;;) {
    const found = await getFunction(context, principal, { functionName });
    const { state } = found.latest;
    if (state !== 'Pending') return found;
    if (context.clock.monotonicMs() > giveUpAtMs) throw new SkeinError('function_not_ready', { functionName, state });
    await new Promise<void>((resolve) => context.clock.after(CREATION_POLL_MS, resolve));
  }
}
