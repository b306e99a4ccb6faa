import { sampleFunction, sampleRecord, sampleRevision } from '@skein/ports/conformance';
import type { EmbeddedBackend } from '../../src/index.ts';

/** What the kept data folder of release 0.1.0 holds. */
export const packageContent = Buffer.from('the package of release 0.1.0');

const packageReference = { digest: 'e7a50508218b2a6daa1030147ba95fe9abc01576d664f52f370d43e9abd90873', sizeBytes: packageContent.length };

export const record = sampleFunction('kept', { tags: { release: '0.1.0' } });

export const firstRevision = sampleRevision('kept', { id: '00000000-0000-4000-8000-000000000001', package: packageReference });

export const latestRevision = sampleRevision('kept', {
  id: '00000000-0000-4000-8000-000000000002',
  number: 2,
  package: packageReference,
  state: 'Pending',
  stateReason: 'The function is being created.',
  lastUpdateStatus: 'InProgress',
});

export const invocation = sampleRecord(0, {
  id: '00000000-0000-4000-8000-000000000003',
  functionName: 'kept',
  revisionId: latestRevision.id,
  status: 'FAILED',
  error: 'timeout',
  notices: ['a notice'],
});

/** Fills a new data folder. The kept one was made with this, by release 0.1.0; later releases only read it. */
export async function fill(backend: EmbeddedBackend): Promise<void> {
  await backend.packages.put(packageContent);
  await backend.functionWriter.createFunction(record, firstRevision);
  await backend.functionWriter.putLatest(latestRevision, firstRevision.id);
  backend.recorder.record(invocation);
  await backend.recorder.flush();
}
