/** Stores functions, packages and records without end, and prints the name of each as soon as its promise has resolved. */
import { writeSync } from 'node:fs';
import { sampleFunction, sampleRecord, sampleRevision } from '@skein/ports/conformance';
import { openEmbeddedBackend } from '../../src/index.ts';
import { optionsIn } from './test-backend.ts';

const [path = '', round = ''] = process.argv.slice(2);
const backend = await openEmbeddedBackend(optionsIn(path));

async function writeFunctions(lane: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = `round${round}-lane${lane}-${count}`;
    const reference = await backend.packages.put(Buffer.from(name));
    await backend.functionWriter.createFunction(sampleFunction(name), sampleRevision(name, { package: reference }));
    writeSync(1, `function ${name}\n`);
  }
}

async function writeRecords(): Promise<never> {
  for (;;) {
    const record = sampleRecord(0);
    backend.recorder.record(record);
    await backend.recorder.flush();
    writeSync(1, `record ${record.id}\n`);
  }
}

await Promise.all([writeRecords(), ...Array.from({ length: 8 }, (_, lane) => writeFunctions(lane))]);
