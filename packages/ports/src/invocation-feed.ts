import type { InvocationRecord } from '@skein/contracts';

/** Somebody who wants to hear of finished invocations while they happen. */
export interface InvocationFollower {
  /** Never waits and never throws: it is called while invocations are answered. */
  take(record: InvocationRecord): void;
  /** Nothing more will come, because the server stops. */
  end(): void;
}

/** Tells of finished invocations as they happen. Nothing is kept: who comes later reads the records. */
export interface InvocationFeed {
  /** The returned function stops it. Throws `too_many_followers`. */
  follow(functionName: string, follower: InvocationFollower): () => void;
}
