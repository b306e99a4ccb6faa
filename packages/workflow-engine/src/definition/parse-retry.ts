import { RETRY_ATTEMPTS_MAX, RETRY_DELAY_MAX_SECONDS, STATE_SECONDS_MAX } from '@skein/contracts';
import type { Template } from '../expressions/template.ts';
import { ERROR_NAMES } from '../failure.ts';
import type { ObjectReader } from './object-reader.ts';
import { readAssign, withoutMissing } from './parse-fields.ts';
import type { Catcher, Retrier } from './state-machine.ts';

/** `ResultSelector`, `Retry` and `Catch`, which Task, Parallel and Map states have. */
export function readErrorHandling(reader: ObjectReader): {
  resultSelector?: Template;
  retry: readonly Retrier[];
  catch: readonly Catcher[];
} {
  const retriers = reader.objects('Retry');
  const catchers = reader.objects('Catch');
  return {
    ...withoutMissing({ resultSelector: reader.template('ResultSelector') }),
    retry: retriers.map((item, index) => readRetrier(item, index === retriers.length - 1)),
    catch: catchers.map((item, index) => readCatcher(item, index === catchers.length - 1)),
  };
}

function readRetrier(reader: ObjectReader, isLast: boolean): Retrier {
  reader.value('Comment');
  const errorEquals = readErrorEquals(reader, isLast);
  const strategy = reader.string('JitterStrategy');
  if (strategy !== undefined && strategy !== 'FULL' && strategy !== 'NONE')
    reader.fail('JitterStrategy', 'Value must be one of [FULL, NONE]');
  const retrier = {
    errorEquals,
    intervalSeconds: reader.integer('IntervalSeconds', 1, STATE_SECONDS_MAX) ?? 1,
    maxAttempts: reader.integer('MaxAttempts', 0, RETRY_ATTEMPTS_MAX) ?? 3,
    backoffRate: reader.number('BackoffRate', 1, Number.MAX_SAFE_INTEGER) ?? 2,
    ...withoutMissing({ maxDelaySeconds: reader.integer('MaxDelaySeconds', 1, RETRY_DELAY_MAX_SECONDS) }),
    jitter: strategy === 'FULL',
  };
  if (retrier.maxDelaySeconds !== undefined && retrier.maxDelaySeconds <= retrier.intervalSeconds) {
    reader.fail('MaxDelaySeconds', 'MaxDelaySeconds must be greater than IntervalSeconds');
  }
  reader.refuseOthers();
  return retrier;
}

function readCatcher(reader: ObjectReader, isLast: boolean): Catcher {
  reader.value('Comment');
  reader.require('Next');
  const errorEquals = readErrorEquals(reader, isLast);
  const catcher = {
    errorEquals,
    next: reader.string('Next') ?? '',
    ...readAssign(reader),
    ...withoutMissing({ resultPath: reader.reference('ResultPath') }),
  };
  reader.refuseOthers();
  return catcher;
}

function readErrorEquals(reader: ObjectReader, isLast: boolean): readonly string[] {
  reader.require('ErrorEquals');
  const names = reader.has('ErrorEquals') ? reader.strings('ErrorEquals') : [];
  if (names.includes(ERROR_NAMES.all) && (names.length > 1 || !isLast)) {
    reader.fail('ErrorEquals', 'States.ALL must be alone, and in the last entry');
  }
  return names;
}
