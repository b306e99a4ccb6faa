/** Which packages the sources of a package may import. Nothing else, and no cycles: the picture in ARCHITECTURE.md as data. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  runtimes: [],
  ports: ['contracts'],
  packaging: ['contracts'],
  'workflow-engine': ['contracts'],
  client: ['contracts'],
  sandbox: ['runtimes', 'contracts'],
  'backend-embedded': ['ports', 'contracts'],
  'backend-cluster': ['ports', 'contracts'],
  dispatch: ['ports', 'contracts'],
  worker: ['sandbox', 'dispatch', 'workflow-engine', 'packaging', 'ports', 'contracts'],
  sky: ['client', 'packaging', 'ports', 'contracts'],
  lab: ['client', 'sky', 'ports', 'contracts'],
  'control-plane': ['workflow-engine', 'sky', 'packaging', 'ports', 'contracts'],
  compose: [
    'contracts',
    'runtimes',
    'ports',
    'packaging',
    'workflow-engine',
    'client',
    'sandbox',
    'backend-embedded',
    'backend-cluster',
    'dispatch',
    'worker',
    'sky',
    'lab',
    'control-plane',
  ],
  console: ['client', 'contracts'],
  cli: ['client', 'packaging', 'contracts', 'compose'],
};

/** Edges that only `import()` and `import type` may take, so that the start of a program does not pay for what it may not need. */
export const LAZY_ONLY: Readonly<Record<string, readonly string[]>> = { cli: ['compose'] };
