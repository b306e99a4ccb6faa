import { closeSync, openSync } from 'node:fs';

export type Order = 'stop' | 'restart';

/** What the operator tells the holder by signals: SIGTERM and SIGINT mean stop, SIGHUP means restart. */
export class Orders implements Disposable {
  readonly #hadTerminal = hasTerminal();
  readonly #obey: (order: Order) => void;
  readonly #onStop = (): void => this.#obey('stop');
  // SIGHUP is also what is left of a terminal that somebody has closed, and with it what ran there.
  readonly #onHangUp = (): void => this.#obey(this.#hadTerminal && !hasTerminal() ? 'stop' : 'restart');

  constructor(obey: (order: Order) => void) {
    this.#obey = obey;
    process.on('SIGTERM', this.#onStop).on('SIGINT', this.#onStop).on('SIGHUP', this.#onHangUp);
  }

  [Symbol.dispose](): void {
    process.off('SIGTERM', this.#onStop).off('SIGINT', this.#onStop).off('SIGHUP', this.#onHangUp);
  }
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
