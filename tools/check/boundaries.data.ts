/** Which packages each package may import: ARCHITECTURE.md's edges as data. */
export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  runtimes: [],
  ports: ['contracts'],
  packaging: ['contracts'],
  client: ['contracts'],
  sandbox: ['runtimes', 'contracts'],
  'backend-embedded': ['ports', 'contracts'],
  dispatch: ['ports', 'contracts'],
  worker: ['sandbox', 'dispatch', 'packaging', 'ports', 'contracts'],
  'control-plane': ['packaging', 'ports', 'contracts'],
  compose: ['contracts', 'ports', 'runtimes', 'packaging', 'backend-embedded', 'sandbox', 'dispatch', 'worker', 'control-plane', 'client'],
  cli: ['client', 'packaging', 'contracts', 'compose'],
};
