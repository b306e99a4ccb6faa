/**
 * Something that is made when it is first used, and anew after it was dropped. A connection that met a full disk at a bad moment never
 * gets over it, so a thread that writes drops its connection after each failure of the storage.
 */
export class Reopening<Resource> {
  readonly #open: () => Resource;
  readonly #close: (resource: Resource) => void;
  #resource: Resource | undefined;

  constructor(open: () => Resource, close: (resource: Resource) => void) {
    this.#open = open;
    this.#close = close;
  }

  /** Throws what opening throws; the next call tries again. */
  get(): Resource {
    this.#resource ??= this.#open();
    return this.#resource;
  }

  /** Opens it now if it can be opened; if not, the next use says why. */
  openEarly(): void {
    try {
      this.get();
    } catch {
      this.#resource = undefined;
    }
  }

  /** Closes what is open, if anything. */
  drop(): void {
    const resource = this.#resource;
    this.#resource = undefined;
    if (resource !== undefined) this.#close(resource);
  }
}
