/** A terminal that can be drawn over. */
export interface Screen {
  readonly rows: number;
  readonly colored: boolean;
  write(text: string): void;
}

/** The height of a terminal that does not say its own. */
const ROWS_UNKNOWN = 24;

const UP = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`);
const CLEAR_BELOW = '\u001B[0J';

/** The screen behind a stream; undefined when the stream is no terminal, and can only be written on. */
export function screenOf(stream: NodeJS.WriteStream): Screen | undefined {
  if (!stream.isTTY) return undefined;
  return {
    get rows() {
      return stream.rows > 0 ? stream.rows : ROWS_UNKNOWN;
    },
    colored: stream.hasColors(),
    write: (text) => void stream.write(text),
  };
}

/** Draws pictures over each other. One that is higher than the screen is cut, since what has left the screen cannot be drawn over. */
export class LivePicture {
  readonly #screen: Screen;
  #height = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  draw(lines: readonly string[]): void {
    const room = Math.max(this.#screen.rows - 2, 1);
    const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `... ${lines.length - room + 1} more lines`];
    this.#write(shown);
    this.#height = shown.length;
  }

  /** Draws the last picture whole. */
  finish(lines: readonly string[]): void {
    this.#write(lines);
    this.#height = 0;
  }

  #write(lines: readonly string[]): void {
    this.#screen.write(`${UP(this.#height)}\r${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`);
  }
}
