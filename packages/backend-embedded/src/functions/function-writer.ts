import type { FunctionRecord, Revision, Scope } from '@skein/contracts';
import type { FunctionWriter, RevisionStateChange } from '@skein/ports';
import type { Writer } from '../database/writer.ts';

/** Changes the registry through the thread that writes it. */
export class EmbeddedFunctionWriter implements FunctionWriter {
  readonly #writer: Writer;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  createFunction(record: FunctionRecord, revision: Revision): Promise<void> {
    return this.#writer.submit({ name: 'create-function', record, revision });
  }

  putLatest(revision: Revision, expectedRevisionId?: string): Promise<void> {
    return this.#writer.submit({ name: 'put-latest', revision, expectedRevisionId });
  }

  setRevisionState(revisionId: string, change: RevisionStateChange): Promise<void> {
    return this.#writer.submit({ name: 'set-revision-state', revisionId, change });
  }

  setTags(scope: Scope, functionName: string, tags: Readonly<Record<string, string>>): Promise<void> {
    return this.#writer.submit({ name: 'set-tags', scope, functionName, tags });
  }

  deleteFunction(scope: Scope, functionName: string): Promise<void> {
    return this.#writer.submit({ name: 'delete-function', scope, functionName });
  }
}
