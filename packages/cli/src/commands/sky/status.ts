import type { PlacementExplanation } from '@skein/client';
import type { CommandContext, CommandModule } from '../../command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { renderJson } from '../../output/json.ts';
import { renderTable } from '../../output/table.ts';
import { connect, withServerOptions } from '../../server-options.ts';
import type { ServerOptions } from '../../server-options.ts';

/** `skein sky status`: every placed function, its places and the one that is chosen. */
export const addSkyStatus: CommandModule = (program, context) => {
  withServerOptions(program.command('status').description('placed functions, their places and the one that is chosen')).action(
    (options: ServerOptions) => context.run(() => showStatus(context, options)),
  );
};

async function showStatus(context: CommandContext, options: ServerOptions): Promise<ExitCode> {
  const placements = await connect(context, options).sky.list();
  if (options.json) context.print(renderJson(placements));
  else if (placements.length === 0) context.print('No function is placed elsewhere. `skein sky deploy` does it.');
  else context.print(renderTable(['function', 'policy', 'chosen', 'calls', 'places'], placements.map(toRow)));
  return EXIT_CODES.ok;
}

function toRow({ placement, arms }: PlacementExplanation): string[] {
  const chosen = arms.find((arm) => arm.chosen)?.provider ?? 'none yet';
  const calls = arms.reduce((sum, { samples }) => sum + samples, 0);
  const places = arms.map(({ provider, resting }) => (resting ? `${provider} (resting)` : provider));
  return [placement.functionName, placement.policy, chosen, String(calls), places.join(', ')];
}
