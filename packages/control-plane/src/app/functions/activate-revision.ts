import { LATEST, toSkeinError } from '@skein/contracts';
import type { Revision } from '@skein/contracts';
import type { RevisionStateChange } from '@skein/ports';
import type { AppContext } from '../context.ts';

const PAGE_SIZE = 50;
/** Pauses between tries while the machine lacks something, in ms: the first, and the longest they grow to. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Errors of the operating system that are nobody's fault and pass: no space, no descriptors, no memory. */
const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/**
 * Makes a new revision ready and says in the registry how that went. Resolves after the first try and never rejects: nobody waits for
 * it. What the machine lacks for a moment, such as space on the disk, is not held against the revision: it is tried again later.
 */
export async function activateRevision(context: AppContext, revision: Revision): Promise<void> {
  if (!(await tryToActivate(context, revision))) void activateLater(context, revision);
}

async function activateLater(context: AppContext, revision: Revision): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    await pause(context, pauseMs);
    if (context.stopping.aborted || (await tryToActivate(context, revision))) return;
  }
}

/** False when it has to be tried again. */
async function tryToActivate(context: AppContext, revision: Revision): Promise<boolean> {
  try {
    if (!(await isLatest(context, revision))) return true;
    await context.functionWriter.setRevisionState(revision.id, await prepare(context, revision));
    context.resolver.forget(revision.functionName);
    return true;
  } catch (error) {
    context.logger.error({ error, functionName: revision.functionName }, 'a revision could not be made ready, or its state not be stored');
    return false;
  }
}

async function isLatest({ functions, scope }: AppContext, { id, functionName }: Revision): Promise<boolean> {
  return (await functions.resolve(scope, functionName, LATEST))?.revision.id === id;
}

async function pause({ clock, stopping }: AppContext, delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(delayMs, resolve);
  const stop = (): void => resolve();
  stopping.addEventListener('abort', stop);
  await promise;
  stopping.removeEventListener('abort', stop);
  cancel();
}

/**
 * Finishes what a stopped server left unfinished: revisions that were not active yet. Of every other runtime in use one revision is made
 * ready, so that sandboxes for it are started beforehand. For the start of a server.
 */
export async function activateWaiting(context: AppContext): Promise<void> {
  const runtimes = new Set<string>();
  let after: string | undefined = '';
  while (after !== undefined) {
    const page: Awaited<ReturnType<AppContext['functions']['listFunctions']>> = await context.functions.listFunctions(context.scope, {
      after,
      limit: PAGE_SIZE,
    });
    for (const { latest } of page.functions) {
      const { runtime } = latest.settings;
      if (latest.state === 'Pending' || latest.lastUpdateStatus === 'InProgress') await activateRevision(context, latest);
      else if (latest.state === 'Active' && !runtimes.has(runtime)) await warmUp(context, latest);
      runtimes.add(runtime);
    }
    after = page.nextAfter;
  }
}

/** What fails here fails again, and is told, when the function is called. */
async function warmUp(context: AppContext, revision: Revision): Promise<void> {
  await context.host.prepare(revision).catch((error: unknown) => {
    context.logger.warn({ error, functionName: revision.functionName }, 'a function could not be made ready');
  });
}

async function prepare(context: AppContext, revision: Revision): Promise<RevisionStateChange> {
  try {
    await context.host.prepare(revision);
    return { state: 'Active', lastUpdateStatus: 'Successful' };
  } catch (error) {
    if (isPassing(error)) throw error;
    const { message } = toSkeinError(error);
    context.logger.warn({ error, functionName: revision.functionName }, 'a revision could not be made ready');
    return { state: 'Failed', stateReason: message, lastUpdateStatus: 'Failed' };
  }
}

/** Whether an error, or what it was caused by, may be gone at the next try. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && PASSING.has(String(error.code))) || isPassing(error.cause);
}
