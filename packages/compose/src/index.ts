export { startEmbedded } from './embedded.ts';
export type { EmbeddedSkein } from './embedded.ts';
export { examine } from './examine.ts';
export { readSettings } from './settings.ts';
export type { Settings } from './settings.ts';
export { showPrices } from './sky-prices.ts';
export { simulateSky } from './sky-simulation.ts';
export { VARIABLES } from './variables.ts';
export type { Environment, Variable } from './variables.ts';
