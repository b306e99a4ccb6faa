export type { EmbeddedBackend, EmbeddedBackendOptions, EmbeddedStatistics } from './backend.ts';
export { openEmbeddedBackend } from './open-embedded-backend.ts';
export { openRunStore, openRunsForReading } from './runs/open-run-store.ts';
export type { OpenRunStore } from './runs/open-run-store.ts';
export { makeMasterKey, readMasterKey } from './files/master-key.ts';
