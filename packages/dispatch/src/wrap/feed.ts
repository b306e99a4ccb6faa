import { LOG_FOLLOWERS_MAX, SkeinError } from '@skein/contracts';
import type { InvocationRecord } from '@skein/contracts';
import type { InvocationFeed, InvocationFollower, InvocationRecorder } from '@skein/ports';

/** Passes finished invocations on to those who follow them in this process. */
export class InvocationFollowers implements InvocationFeed {
  readonly #byFunction = new Map<string, Set<InvocationFollower>>();
  #count = 0;

  follow(functionName: string, follower: InvocationFollower): () => void {
    if (this.#count >= LOG_FOLLOWERS_MAX) throw new SkeinError('too_many_followers', { limit: LOG_FOLLOWERS_MAX });
    const followers = this.#byFunction.get(functionName) ?? new Set();
    this.#byFunction.set(functionName, followers.add(follower));
    this.#count += 1;
    return () => this.#leave(functionName, follower);
  }

  publish(record: InvocationRecord): void {
    for (const follower of this.#byFunction.get(record.functionName) ?? []) follower.take(record);
  }

  /** Ends all of them. */
  close(): void {
    const all = [...this.#byFunction.values()].flatMap((followers) => [...followers]);
    for (const follower of all) follower.end();
  }

  #leave(functionName: string, follower: InvocationFollower): void {
    const followers = this.#byFunction.get(functionName);
    if (followers?.delete(follower) !== true) return;
    this.#count -= 1;
    if (followers.size === 0) this.#byFunction.delete(functionName);
  }
}

/** A recorder that also tells those who follow. */
export function feedRecords(inner: InvocationRecorder, followers: InvocationFollowers): InvocationRecorder {
  return {
    record(record) {
      inner.record(record);
      followers.publish(record);
    },
    flush: () => inner.flush(),
  };
}
