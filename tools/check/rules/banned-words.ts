import type { Rule } from '../check.ts';
import { BANNED } from './banned-words.data.ts';
import { findLines } from './find-lines.ts';

/** What must not be in any file: paths of somebody's machine, private addresses, secrets. */
export const bannedWords: Rule = {
  name: 'banned-words',
  examine: (files) => BANNED.flatMap(({ pattern, message }) => findLines(files, pattern, message)),
};
