import type { CommandModule } from '../../command.ts';
import { addSkyDeploy } from './deploy.ts';
import { addSkyExplain } from './explain.ts';
import { addSkyLedger } from './ledger.ts';
import { addSkyPrices } from './prices.ts';
import { addSkyProviders } from './providers.ts';
import { addSkyRemove } from './remove.ts';
import { addSkySimulate } from './simulate.ts';
import { addSkyStatus } from './status.ts';

const SKY_COMMANDS: readonly CommandModule[] = [
  addSkyProviders,
  addSkyDeploy,
  addSkyStatus,
  addSkyExplain,
  addSkyLedger,
  addSkyRemove,
  addSkyPrices,
  addSkySimulate,
];

/** `skein sky`: the places a function can run in besides this machine, and what they cost. */
export const addSky: CommandModule = (program, context) => {
  const sky = program.command('sky').description('run functions where they cost least: placements, choices, bills, prices');
  for (const addTo of SKY_COMMANDS) addTo(sky, context);
};
