const CUT = '…';
/** What would end the line or steer the terminal: functions choose such texts. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** A text on one line of at most so many characters; one that is longer says so at its end. */
export function fit(text: string, width: number): string {
  const characters = Array.from(oneLine(text));
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}${CUT}`;
}

/** A text on one line, without anything that steers a terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ').trim();
}
