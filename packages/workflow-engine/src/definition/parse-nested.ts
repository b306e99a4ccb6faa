import { STATE_SECONDS_MAX } from '@skein/contracts';
import type { ObjectReader } from './object-reader.ts';
import { readResult, withoutMissing } from './parse-fields.ts';
import { readErrorHandling } from './parse-retry.ts';
import type { Reading } from './reading.ts';
import type { MapState, ParallelState, StateGraph } from './state-machine.ts';

const DISTRIBUTED_FIELDS = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
  'Label',
];

/** Reads a Parallel state and its branches. */
export function parseParallel(reader: ObjectReader, name: string, reading: Reading): ParallelState {
  reader.require('Branches');
  const branches = reader.objects('Branches');
  if (reader.has('Branches') && branches.length === 0) reader.fail('Branches', 'Expected a non-empty array of branches');
  const graphs = branches.map((branch) => parseNestedGraph(branch, reading));
  const handling = readErrorHandling(reader);
  return { type: 'Parallel', name, ...readResult(reader), ...handling, branches: graphs.filter((graph) => graph !== undefined) };
}

/** Reads an inline Map state. A distributed one is refused by name. */
export function parseMap(reader: ObjectReader, name: string, reading: Reading): MapState | undefined {
  for (const field of DISTRIBUTED_FIELDS) {
    if (reader.value(field) !== undefined)
      reader.fail(field, `Field '${field}' belongs to the distributed Map, which is not supported yet`);
  }
  const processor = parseProcessor(reader, reading);
  const legacySelector = reader.has('ItemSelector') ? undefined : reader.template('Parameters');
  if (reader.has('ItemSelector') && reader.has('Parameters'))
    reader.fail('Parameters', 'A Map state may have ItemSelector or Parameters, not both');
  const itemSelector = reader.template('ItemSelector') ?? legacySelector;
  const { parameters: _legacy, ...result } = readResult(reader);
  const state = {
    type: 'Map' as const,
    name,
    ...result,
    ...readErrorHandling(reader),
    ...withoutMissing({ itemsPath: reader.path('ItemsPath'), itemSelector }),
    maxConcurrency: readConcurrency(reader),
  };
  return processor && { ...state, processor };
}

function readConcurrency(reader: ObjectReader): MapState['maxConcurrency'] {
  if (reader.has('MaxConcurrency') && reader.has('MaxConcurrencyPath')) {
    reader.fail('MaxConcurrencyPath', 'A Map state may have MaxConcurrency or MaxConcurrencyPath, not both');
  }
  const count = reader.integer('MaxConcurrency', 0, STATE_SECONDS_MAX);
  const path = reader.path('MaxConcurrencyPath');
  return path ? { path } : { count: count ?? 0 };
}

function parseProcessor(reader: ObjectReader, reading: Reading): StateGraph | undefined {
  const field = reader.has('ItemProcessor') ? 'ItemProcessor' : 'Iterator';
  if (!reader.has(field)) reader.require('ItemProcessor');
  if (reader.has('ItemProcessor') && reader.has('Iterator'))
    reader.fail('Iterator', 'A Map state may have ItemProcessor or Iterator, not both');
  const processor = reader.object(field);
  if (processor === undefined) return undefined;
  const config = processor.object('ProcessorConfig');
  if (config !== undefined) checkConfig(config);
  return parseNestedGraph(processor, reading);
}

function checkConfig(config: ObjectReader): void {
  const mode = config.string('Mode');
  config.value('ExecutionType');
  if (mode === 'DISTRIBUTED') config.fail('Mode', 'The distributed Map is not supported yet; use INLINE');
  else if (mode !== undefined && mode !== 'INLINE') config.fail('Mode', 'Value must be one of [INLINE, DISTRIBUTED]');
  config.refuseOthers();
}

function parseNestedGraph(reader: ObjectReader, reading: Reading): StateGraph | undefined {
  const graph = reading.parseGraph(reader, { ...reading, depth: reading.depth + 1 });
  reader.refuseOthers();
  return graph;
}
