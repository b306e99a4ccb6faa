/** Thrown by the parsers of paths and intrinsic functions; whoever knows the place in the definition turns it into a problem. */
export class SyntaxFailure extends Error {
  override readonly name = 'SyntaxFailure';
}

/** A cursor over a text. */
export class Scanner {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text.charAt(this.position);
  }

  /** Steps over the expected text if it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  /** Steps over what a sticky expression matches here, and gives it. */
  takeMatch(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match[0];
  }

  skipSpaces(): void {
    while (this.peek() === ' ') this.position += 1;
  }

  expect(expected: string): void {
    if (!this.take(expected)) throw this.failure(`expected '${expected}'`);
  }

  failure(reason: string): SyntaxFailure {
    return new SyntaxFailure(`${reason} at position ${this.position} of '${this.text}'`);
  }

  /** Reads a quoted string whose opening quote comes next; a backslash takes the next character as it is. */
  takeQuoted(): string {
    const quote = this.peek();
    const start = this.position;
    this.position += 1;
    let value = '';
    while (!this.atEnd && this.peek() !== quote) {
      if (this.peek() === '\\') this.position += 1;
      value += this.peek();
      this.position += 1;
    }
    if (!this.take(quote)) {
      this.position = start;
      throw this.failure('the quoted string has no end');
    }
    return value;
  }
}
