/** For simulations: the driver with its faults, its clock and its chance in the caller's hands. */
export { createSimulatedDriver } from './simulated-driver.ts';
export type { SimulatedDriver, SimulatedOptions } from './simulated-driver.ts';
export type { SimulatedFaults } from './faults.ts';
