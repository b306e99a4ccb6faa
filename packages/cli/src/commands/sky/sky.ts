import type { CommandModule } from '../../command.ts';
import { addSkyPrices } from './prices.ts';
import { addSkySimulate } from './simulate.ts';

/** `skein sky`: the places a function can run in besides this machine, and what they cost. */
export const addSky: CommandModule = (program, context) => {
  const sky = program.command('sky').description('run functions where they cost least: prices, placements, choices, bills');
  for (const addTo of [addSkyPrices, addSkySimulate]) addTo(sky, context);
};
