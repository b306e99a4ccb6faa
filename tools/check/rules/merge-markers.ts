import { isCode, isDocument } from '../../lib/kinds.ts';
import type { Rule } from '../check.ts';
import { findLines } from './find-lines.ts';

/** The middle line is not looked for: in Markdown a row of equal signs underlines a heading. */
const MARKER = /^(<{7}|>{7}|\|{7}) /;

/** What a merge leaves in a file when two changes meet, and a document shows to its readers. */
export const mergeMarkers: Rule = {
  name: 'merge-markers',
  examine: (files) =>
    findLines(
      files.filter((file) => isCode(file) || isDocument(file)),
      MARKER,
      'is left over from a merge: choose, or keep both',
    ),
};
