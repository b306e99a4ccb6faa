import type { Clock } from '../../clock.ts';
import { ProcessorAccount, fairShare } from './processor-account.ts';

/** Pause between two looks while some sandbox uses the processor, in ms: what a hog can take from others before it is noticed. */
const LOOK_EVERY_MS = 25;
const LOOK_WHILE_QUIET_EVERY_MS = 100;

/** Sandboxes looked at in one turn of the event loop, in microseconds each: where there are more, each is looked at less often. */
const LOOKS_AT_ONCE = 32;

/** A sandbox whose use of the processor is watched. */
export interface WatchedSandbox {
  /** All it has used until now, in ms of a core; undefined when that cannot be known any more. */
  usedMs(): number | undefined;
  /** Has it stand behind other sandboxes, or in front of those that do. */
  stand(behind: boolean): void;
}

interface Member {
  readonly sandbox: WatchedSandbox;
  readonly account: ProcessorAccount;
  usedMs: number;
  atMs: number;
}

/**
 * Keeps those who use little of the processor from waiting for those who take all they can get. What the kernel divides is the next
 * milliseconds, by weights; what functions have used before is looked at here, and the weights follow.
 */
export class ProcessorWatch {
  readonly #clock: Clock;
  readonly #processors: number;
  /** In the order in which they are looked at: who has been looked at goes to the end. */
  readonly #members = new Set<Member>();
  #active = 0;
  #cancelLook: (() => void) | undefined;

  constructor(clock: Clock, processors: number) {
    this.#clock = clock;
    this.#processors = processors;
  }

  /** Watches a sandbox, which is taken to stand in front, until the returned function is called. */
  add(sandbox: WatchedSandbox): () => void {
    const usedMs = sandbox.usedMs();
    if (usedMs === undefined) return () => undefined;
    const member = { sandbox, account: new ProcessorAccount(), usedMs, atMs: this.#clock.monotonicMs() };
    this.#members.add(member);
    this.#lookLater();
    return () => this.#remove(member);
  }

  #remove(member: Member): void {
    if (this.#members.delete(member) && member.account.active) this.#active -= 1;
    if (this.#members.size > 0) return;
    this.#cancelLook?.();
    this.#cancelLook = undefined;
  }

  #lookLater(): void {
    this.#cancelLook ??= this.#clock.after(this.#active > 0 ? LOOK_EVERY_MS : LOOK_WHILE_QUIET_EVERY_MS, () => {
      this.#cancelLook = undefined;
      this.#look();
      if (this.#members.size > 0) this.#lookLater();
    });
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    let looks = Math.min(LOOKS_AT_ONCE, this.#members.size);
    for (const member of this.#members) {
      if (looks-- === 0) return;
      this.#members.delete(member);
      this.#members.add(member);
      this.#lookAt(member, nowMs);
    }
  }

  #lookAt(member: Member, nowMs: number): void {
    const { account, sandbox } = member;
    const usedMs = sandbox.usedMs();
    if (usedMs === undefined) return;
    const [wasActive, wasBehind] = [account.active, account.behind];
    account.book(usedMs - member.usedMs, nowMs - member.atMs, fairShare(this.#processors, this.#active));
    member.usedMs = usedMs;
    member.atMs = nowMs;
    this.#active += Number(account.active) - Number(wasActive);
    if (account.behind !== wasBehind) sandbox.stand(account.behind);
  }
}
