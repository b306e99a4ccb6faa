import type { Template } from '../expressions/template.ts';
import type { Problems } from './problems.ts';
import type { State, StateGraph } from './state-machine.ts';

/**
 * Checks that no branch or iteration assigns a variable of the states around it: those it may read, and not change ("Variable scope" in AWS's
 * guide). One pass over the states of the definition, outer ones first.
 */
export function checkVariables(graph: StateGraph, problems: Problems, outer: ReadonlySet<string> = new Set(), location = ''): void {
  const own = new Set<string>();
  for (const state of graph.states.values()) {
    for (const name of assignedNames(state)) {
      own.add(name);
      if (outer.has(name)) {
        problems.add(
          `The variable '${name}' belongs to an outer scope and cannot be assigned here`,
          `${location}/States/${state.name}/Assign`,
        );
      }
    }
  }
  const visible = new Set([...outer, ...own]);
  for (const state of graph.states.values()) {
    const place = `${location}/States/${state.name}`;
    if (state.type === 'Map') checkVariables(state.processor, problems, visible, `${place}/ItemProcessor`);
    if (state.type === 'Parallel')
      state.branches.forEach((branch, index) => checkVariables(branch, problems, visible, `${place}/Branches[${index}]`));
  }
}

function assignedNames(state: State): readonly string[] {
  const templates: (Template | undefined)[] = ['assign' in state ? state.assign : undefined];
  if ('choices' in state) templates.push(...state.choices.map(({ assign }) => assign));
  if ('catch' in state) templates.push(...state.catch.map(({ assign }) => assign));
  return templates.flatMap((template) => (template === undefined ? [] : namesOf(template)));
}

function namesOf(template: Template): readonly string[] {
  if (template.kind === 'object') return template.members.map(([name]) => name);
  return template.kind === 'literal' && typeof template.value === 'object' && template.value !== null ? Object.keys(template.value) : [];
}
