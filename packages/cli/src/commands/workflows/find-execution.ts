import type { ExecutionName, SkeinClient } from '@skein/client';
import { SkeinError } from '@skein/contracts';

/** The execution that is meant: the named one, or the newest. Rejects with `usage` when a workflow has none yet. */
export async function findExecution({ workflows }: SkeinClient, workflow: string, execution: string | undefined): Promise<ExecutionName> {
  if (execution !== undefined) return { workflow, execution };
  const [newest] = await workflows.listExecutions(workflow, 1);
  if (newest !== undefined) return { workflow, execution: newest.name };
  throw new SkeinError('usage', { reason: `${workflow} has not been run yet; \`skein flow run ${workflow}\` does.` });
}
