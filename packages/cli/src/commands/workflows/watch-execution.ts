import { ExecutionProgress } from '@skein/client';
import type { ExecutionName, ExecutionShown, SkeinClient } from '@skein/client';
import type { CommandContext } from '../../command.ts';
import { drawGraph } from '../../output/graph/draw-graph.ts';
import { renderProgress } from '../../output/graph/render-progress.ts';
import { LivePicture } from '../../output/screen.ts';

/** How an execution ended, or stood when the watch was given up, with where each of its states stood. */
export interface Watched {
  readonly execution: ExecutionShown;
  readonly progress: ExecutionProgress;
  readonly stateNames: readonly string[];
}

/** Draws an execution until it has ended: on a terminal again and again, elsewhere once at the end; not at all when `silent`. */
export async function watchExecution(
  { screen, signal, print }: CommandContext,
  client: SkeinClient,
  name: ExecutionName,
  silent: boolean,
): Promise<Watched> {
  const nodes = await client.workflows.graph(name);
  const graph = drawGraph(nodes);
  const progress = new ExecutionProgress();
  const picture = screen === undefined || silent ? undefined : new LivePicture(screen);
  const render = (shown: ExecutionShown): readonly string[] =>
    renderProgress({ execution: shown, graph, progress, nowMs: Date.now(), colored: screen?.colored ?? false });
  let execution = await client.workflows.get(name);
  const onEvents: Parameters<typeof client.workflows.follow>[1]['onEvents'] = (events) => {
    for (const event of events) progress.take(event);
  };
  for await (const shown of client.workflows.follow(name, { signal, onEvents })) {
    execution = shown;
    if (shown.status === 'RUNNING') picture?.draw(render(shown));
  }
  if (picture) picture.finish(render(execution));
  else if (!silent) print(render(execution).join('\n'));
  return { execution, progress, stateNames: nodes.map((node) => node.name) };
}

/** What `--json` says of it. */
export function toJson({ execution, progress, stateNames }: Watched): object {
  return { execution, states: stateNames.map((name) => ({ name, ...progress.node(name) })) };
}
