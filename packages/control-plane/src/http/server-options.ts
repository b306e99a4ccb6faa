import type { AppContext } from '../app/context.ts';

/** What the HTTP side is made from. */
export interface HttpOptions {
  readonly context: AppContext;
  /** Name and release of the server, for `/health`. */
  readonly release: string;
}
