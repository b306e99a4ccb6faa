import { isCode, isDocument } from '../../lib/kinds.ts';
import type { Rule } from '../check.ts';
import { findLines } from './find-lines.ts';

// check-allow leftovers -- The rule has to name what it looks for.
const LEFTOVER = /\b(TODO|FIXME|XXX)\b/;

/** Work that somebody meant to do later belongs into an issue, where it is seen. */
export const leftovers: Rule = {
  name: 'leftovers',
  examine: (files) =>
    findLines(
      files.filter((file) => isCode(file) || isDocument(file)),
      LEFTOVER,
      'leaves work behind: do it, or file an issue',
    ),
};
