import { MAP_CONCURRENCY_MAX, STATE_NAME_MAX_LENGTH } from '@skein/contracts';
import type { ObjectReader } from '../definition/object-reader.ts';
import { isArray } from '../json.ts';
import { parseFilter } from '../paths/parse-filter.ts';
import { takeSegments } from '../paths/parse-path.ts';
import type { Filter } from '../paths/path.ts';
import { Scanner } from '../paths/scanner.ts';
import { RESERVED_NAMES } from './flow.ts';
import type { NodeWork } from './flow.ts';
import { readSources } from './read-sources.ts';

/** A node as it is written: what follows is known by name only. */
export interface NodeDraft {
  readonly name: string;
  readonly location: string;
  readonly work: NodeWork;
  readonly edges: readonly { readonly to: string; readonly condition?: Filter }[];
}

const TYPES = ['function', 'foreach', 'parallel', 'switch', 'pass'];

/** Reads a node. What is wrong with it is noted with its name. */
export function readNode(unnamed: ObjectReader): NodeDraft {
  const name = readName(unnamed);
  const reader = unnamed.at(name === '' ? unnamed.location : `/nodes/${name}`);
  reader.value('name');
  reader.value('description');
  const type = reader.string('type') ?? 'function';
  const draft = { name, location: reader.location, work: readWork(reader, type), edges: readEdges(reader, type) };
  reader.refuseOthers();
  return draft;
}

function readName(reader: ObjectReader): string {
  reader.require('name');
  const name = reader.string('name') ?? '';
  if (name.length > STATE_NAME_MAX_LENGTH) reader.fail('name', `A node's name has at most ${STATE_NAME_MAX_LENGTH} characters`);
  if (RESERVED_NAMES.includes(name)) reader.fail('name', `A node cannot be called '${name}'`);
  return name;
}

function readWork(reader: ObjectReader, type: string): NodeWork {
  if (!TYPES.includes(type)) reader.fail('type', `There is no type '${type}'; a node is one of [${TYPES.join(', ')}]`);
  if (type === 'switch') return { kind: 'switch' };
  if (type !== 'function' && type !== 'foreach') return { kind: 'pass' };
  reader.require('function', ...(type === 'foreach' ? ['items'] : []));
  const functionName = reader.string('function') ?? '';
  const inputs = readSources(reader, 'inputs');
  if (type === 'function') return { kind: 'function', functionName, inputs };
  const items = reader.path('items')?.path;
  const maxConcurrency = reader.integer('maxConcurrency', 1, Number.MAX_SAFE_INTEGER) ?? MAP_CONCURRENCY_MAX;
  if (items && items.root.kind !== 'input') reader.fail('items', "The path must begin with '$.'");
  const path = items ?? { text: '$', root: { kind: 'input' }, segments: [], definite: true };
  return { kind: 'foreach', functionName, inputs, items: path, maxConcurrency };
}

function readEdges(reader: ObjectReader, type: string): NodeDraft['edges'] {
  if (type === 'switch') return readChoices(reader);
  const field = type === 'parallel' ? 'branches' : 'next';
  if (type === 'parallel') reader.require('branches');
  const targets = readTargets(reader, field);
  const repeated = targets.find((target, index) => targets.indexOf(target) !== index);
  if (repeated !== undefined) reader.fail(field, `The node '${repeated}' is named twice`);
  return [...new Set(targets)].map((to) => ({ to }));
}

function readTargets(reader: ObjectReader, field: string): readonly string[] {
  const value = reader.value(field);
  if (value === undefined) return [];
  const list = isArray(value) ? value : [value];
  if (list.every((item) => typeof item === 'string')) return list;
  reader.fail(field, 'Expected the name of a node, or a list of names');
  return [];
}

function readChoices(reader: ObjectReader): NodeDraft['edges'] {
  reader.require('choices');
  const choices = reader.objects('choices').flatMap((choice) => {
    choice.require('when', 'next');
    const text = choice.string('when');
    const to = choice.string('next');
    const condition = text === undefined ? undefined : readCondition(choice, text);
    choice.refuseOthers();
    return to !== undefined && condition ? [{ to, condition }] : [];
  });
  if (reader.has('choices') && choices.length === 0) reader.fail('choices', 'Expected at least one choice');
  const otherwise = reader.string('default');
  return otherwise === undefined ? choices : [...choices, { to: otherwise }];
}

/** A condition is what stands in a filter of a path: comparisons of paths and values, joined by `&&`, `||` and `!`. */
function readCondition(reader: ObjectReader, text: string): Filter | undefined {
  const scanner = new Scanner(`(${text})`);
  try {
    const condition = parseFilter(scanner, takeSegments);
    if (scanner.atEnd) return condition;
    return reader.fail('when', `Value is not a valid condition: nothing may follow it at position ${scanner.position}`);
  } catch (failure) {
    return reader.fail('when', `Value is not a valid condition: ${(failure as Error).message}`);
  }
}
