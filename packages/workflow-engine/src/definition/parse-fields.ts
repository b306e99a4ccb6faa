import { VARIABLE_NAME_MAX_LENGTH } from '@skein/contracts';
import type { Template } from '../expressions/template.ts';
import type { Path } from '../paths/path.ts';
import type { ObjectReader } from './object-reader.ts';

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: a missing field of a state is absent, never `undefined`. */
export function withoutMissing<T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

interface FilteredFields {
  inputPath?: Path | null;
  outputPath?: Path | null;
}

/** `InputPath` and `OutputPath`. */
export function readFiltered(reader: ObjectReader): FilteredFields {
  return withoutMissing({ inputPath: reader.selection('InputPath'), outputPath: reader.selection('OutputPath') });
}

/** `Assign`, whose names must be names of variables. */
export function readAssign(reader: ObjectReader): { assign?: Template } {
  const names = reader.object('Assign')?.names() ?? [];
  for (const key of names) {
    const name = key.endsWith('.$') ? key.slice(0, -2) : key;
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name === 'states')
      reader.fail(`Assign/${key}`, `'${name}' cannot be the name of a variable`);
    if (name.length > VARIABLE_NAME_MAX_LENGTH)
      reader.fail(`Assign/${key}`, `A variable's name has at most ${VARIABLE_NAME_MAX_LENGTH} characters`);
  }
  return withoutMissing({ assign: reader.template('Assign') });
}

/** `Next` or `End`, of which a state must have exactly one. */
export function readPassing(reader: ObjectReader): FilteredFields & { assign?: Template; next?: string } {
  const next = reader.string('Next');
  const end = reader.boolean('End');
  if (next === undefined && end !== true) {
    reader.problems.add("A state must have 'Next' or 'End': true", reader.location);
  } else if (next !== undefined && end !== undefined) {
    reader.problems.add("A state may have 'Next' or 'End', not both", reader.location);
  }
  return { ...readFiltered(reader), ...readAssign(reader), ...withoutMissing({ next }) };
}

/** The fields of a state that makes a result of its own. */
export function readResult(reader: ObjectReader): ReturnType<typeof readPassing> & { parameters?: Template; resultPath?: Path | null } {
  return {
    ...readPassing(reader),
    ...withoutMissing({ parameters: reader.template('Parameters'), resultPath: reader.reference('ResultPath') }),
  };
}

/** JSONata is another language in the same place; it is refused by name and not misread. */
export function refuseJsonata(reader: ObjectReader): void {
  const language = reader.string('QueryLanguage');
  if (language === 'JSONata') reader.fail('QueryLanguage', 'The query language JSONata is not supported yet; use JSONPath');
  else if (language !== undefined && language !== 'JSONPath') reader.fail('QueryLanguage', 'Value must be one of [JSONPath, JSONata]');
}
