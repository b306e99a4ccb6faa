/**
 * Whether a text matches a pattern in which `*` stands for any characters and `\*` for a star (`StringMatches`). Looks at each piece between
 * stars once, at its first place: that is enough, and no pattern can make it slow.
 */
export function matchesWildcards(text: string, pattern: string): boolean {
  const pieces = splitAtStars(pattern);
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let position = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found === -1 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return true;
}

function splitAtStars(pattern: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let position = 0; position < pattern.length; position += 1) {
    const character = pattern.charAt(position);
    const escaped = character === '\\' && '*\\'.includes(pattern.charAt(position + 1) || 'x');
    if (escaped) position += 1;
    if (character === '*') {
      pieces.push(piece);
      piece = '';
    } else {
      piece += escaped ? pattern.charAt(position) : character;
    }
  }
  return [...pieces, piece];
}
