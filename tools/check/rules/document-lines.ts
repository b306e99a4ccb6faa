import { isDocument, isGenerated } from '../../lib/kinds.ts';
import type { Rule } from '../check.ts';
import { findLines } from './find-lines.ts';

/** 160 characters; a row of a table and a line with an address cannot be broken. */
const TOO_LONG = /^(?!\s*\|)(?!.*https?:\/\/).{161,}$/;

/** Long lines in documents make changes to them unreadable. */
export const documentLines: Rule = {
  name: 'document-lines',
  examine: (files) =>
    findLines(
      files.filter((file) => isDocument(file) && !isGenerated(file)),
      TOO_LONG,
      'is longer than 160 characters: break the line',
    ),
};
