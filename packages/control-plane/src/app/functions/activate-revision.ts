import { toSkeinError } from '@skein/contracts';
import type { Revision } from '@skein/contracts';
import type { RevisionStateChange } from '@skein/ports';
import type { AppContext } from '../context.ts';

const PAGE_SIZE = 50;

/** Makes a new revision ready and says in the registry how that went. Never rejects: nobody waits for it. */
export async function activateRevision(context: AppContext, revision: Revision): Promise<void> {
  try {
    await context.functionWriter.setRevisionState(revision.id, await prepare(context, revision));
    context.resolver.forget(revision.functionName);
  } catch (error) {
    context.logger.error({ error, functionName: revision.functionName }, 'the state of a revision could not be stored');
  }
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
    const { message } = toSkeinError(error);
    context.logger.warn({ error, functionName: revision.functionName }, 'a revision could not be made ready');
    return { state: 'Failed', stateReason: message, lastUpdateStatus: 'Failed' };
  }
}
