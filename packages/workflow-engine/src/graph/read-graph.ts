import type { GraphNode, WorkflowNotation } from '@skein/contracts';
import { parseDefinition } from '../definition/parse-definition.ts';
import { parseFlow } from '../flow/parse-flow.ts';
import { graphOfFlow, graphOfMachine } from './graph-of.ts';

/** Checks a definition. Throws `invalid_definition` with every problem and its place. */
export function checkWorkflow(notation: WorkflowNotation, definition: string): void {
  if (notation === 'flow') parseFlow(definition);
  else parseDefinition(definition);
}

/** The graph of a definition. Throws `invalid_definition`. */
export function readGraph(notation: WorkflowNotation, definition: string): readonly GraphNode[] {
  return notation === 'flow' ? graphOfFlow(parseFlow(definition)) : graphOfMachine(parseDefinition(definition));
}
