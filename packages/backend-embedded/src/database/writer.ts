import { BatchWriter } from './batch-writer.ts';
import { siblingModule } from './sibling-module.ts';
import type { WriterData, WriterJob } from './writer-thread.ts';

/** Hands jobs to the thread that writes the registry. */
export class Writer extends BatchWriter<WriterJob> {
  constructor(databasePath: string) {
    const data: WriterData = { databasePath };
    super(siblingModule(import.meta.url, 'writer-thread'), data);
  }
}
