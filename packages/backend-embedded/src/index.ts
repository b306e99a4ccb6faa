export type { EmbeddedBackend, EmbeddedBackendOptions, EmbeddedStatistics } from './backend.ts';
export { openEmbeddedBackend } from './open-embedded-backend.ts';
