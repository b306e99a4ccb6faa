import { BatchWriter } from './batch-writer.ts';
import type { WriterJob } from './registry-writing.ts';
import { siblingModule } from './sibling-module.ts';
import { Thread } from './thread.ts';
import type { WriterData } from './writer-thread.ts';

/** Hands jobs to the thread that writes the registry. */
export class Writer extends BatchWriter<WriterJob> {
  constructor(databasePath: string) {
    const data: WriterData = { databasePath };
    super(new Thread(siblingModule(import.meta.url, 'writer-thread'), data));
  }
}
