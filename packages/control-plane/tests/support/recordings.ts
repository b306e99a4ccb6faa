import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One answer of the real service: its snapshot by step name. */
export interface Recording {
  readonly test: string;
  readonly responses: Readonly<Record<string, RecordedResponse>>;
}

export interface RecordedResponse {
  readonly Code?: string;
  readonly Count?: number;
  readonly Errors?: readonly string[];
  readonly Message?: string;
  readonly Type?: string;
  readonly message?: string;
  readonly Error?: { readonly Code: string; readonly Message: string };
  readonly ResponseMetadata?: { readonly HTTPStatusCode: number };
}

const repository = path.resolve(import.meta.dirname, '../../../..');
const shared = process.env['SKEIN_SHARED'] ?? path.join(repository, '../shared');
const file = path.resolve(repository, shared, 'data/lambda/recordings.jsonl');

/** Whether the folder of recorded cases is there; a stranger's clone does not have it. */
export const hasRecordings: boolean = existsSync(file);

/** Every recording, with the placeholders for account, region and partition replaced by this server's. */
export function readRecordings(): readonly Recording[] {
  if (!hasRecordings) return [];
  const text = readFileSync(file, 'utf8')
    .replaceAll('<partition>', 'aws')
    .replaceAll('<region>', 'us-east-1')
    .replaceAll('111111111111', '000000000000')
    .replaceAll(/<a:len\((\d+)\)>/g, (_match, length: string) => 'a'.repeat(Number(length)));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recording);
}

/** The one recording whose test name ends so. */
export function findRecording(suffix: string): Recording['responses'] {
  return readRecordings().find(({ test }) => test.endsWith(suffix))?.responses ?? {};
}
