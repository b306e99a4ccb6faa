import { EXECUTION_PAYLOAD_MAX_BYTES, isNestedTooDeep } from '@skein/contracts';
import { evaluateSelection } from '../expressions/evaluate.ts';
import { evaluateTemplate } from '../expressions/template.ts';
import type { Template } from '../expressions/template.ts';
import { ERROR_NAMES, StateFailure, dataLimitExceeded } from '../failure.ts';
import { isObject, parseJson, writeJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Path } from '../paths/path.ts';
import { writePath } from '../paths/write-path.ts';
import type { Frame, JsonText } from './execution-state.ts';
import { scopeOf } from './scope-of.ts';
import type { Transition } from './transition.ts';

/** The part of a text that `InputPath` or `OutputPath` selects; all of it, unread, when the path is missing. */
export function select(transition: Transition, frame: Frame, text: JsonText, path: Path | null | undefined): JsonText {
  if (path === undefined || isRoot(path)) return text;
  return path === null ? '{}' : writeJson(evaluateSelection(path, scopeOf(transition, frame, text)));
}

/** What a template makes of a text; the text itself when there is no template. */
export function transform(transition: Transition, frame: Frame, text: JsonText, template: Template | undefined): JsonText {
  return template === undefined ? text : writeJson(evaluateTemplate(template, scopeOf(transition, frame, text)));
}

/** Puts a result into the state's input where `ResultPath` says; without a path the result is the output, with `null` the input is. */
export function putResult(input: JsonText, result: JsonText, path: Path | null | undefined): JsonText {
  if (path === undefined || isRoot(path)) return result;
  if (path === null) return input;
  const output = writePath(path, parseJson(input), parseJson(result));
  if (output !== undefined) return writeJson(output);
  throw new StateFailure(ERROR_NAMES.resultPathMatchFailure, `Unable to apply the ResultPath '${path.text}' to the input '${input}'`);
}

/** The variables that a state assigns, from what `$` means in it. */
export function assign(transition: Transition, frame: Frame, text: JsonText, template: Template | undefined): JsonObject | undefined {
  if (template === undefined) return undefined;
  const variables = evaluateTemplate(template, scopeOf(transition, frame, text));
  if (Buffer.byteLength(writeJson(variables)) > EXECUTION_PAYLOAD_MAX_BYTES) throw dataLimitExceeded(frame.stateName);
  return isObject(variables) ? variables : {};
}

/** Refuses a text above the limits of size and nesting, in the name of what made it. */
export function checkSize(text: JsonText, what: string): JsonText {
  const bytes = Buffer.from(text);
  if (bytes.length > EXECUTION_PAYLOAD_MAX_BYTES || isNestedTooDeep(bytes)) throw dataLimitExceeded(what);
  return text;
}

function isRoot(path: Path | null): boolean {
  return path !== null && path.root.kind === 'input' && path.segments.length === 0;
}
