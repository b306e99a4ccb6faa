import { pino } from 'pino';
import { OPEN_PRINCIPAL } from '@skein/contracts';
import type { KeyRecord } from '@skein/contracts';
import { createKey, renderKey, revokeKey, rotateKey } from '@skein/control-plane';
import type { CreateKeyInput, IssuedKey, KeyContext } from '@skein/control-plane';
import { systemClock } from '@skein/ports';
import { openBackend } from './backend.ts';
import { openKeyRing } from './keys.ts';
import type { Settings } from './settings.ts';

type KeyShown = ReturnType<typeof renderKey>;
type KeyIssued = KeyShown & { readonly secret: string };

/** The keys of a data folder that no server has open: for the first key, and for who has lost the last admin's. */
export class LocalKeys implements AsyncDisposable {
  readonly #context: KeyContext;
  readonly #close: () => Promise<void>;

  private constructor(context: KeyContext, close: () => Promise<void>) {
    this.#context = context;
    this.#close = close;
  }

  /** Rejects with `invalid_configuration` when a server has the data folder open. */
  static async open(settings: Settings): Promise<LocalKeys> {
    const logger = pino({ level: 'silent' });
    await using opened = new AsyncDisposableStack();
    const backend = opened.use(await openBackend(settings, logger));
    const keys = await openKeyRing(settings, backend);
    const resources = opened.move();
    return new LocalKeys({ keys, scope: settings.scope, clock: systemClock, logger }, () => resources.disposeAsync());
  }

  async list(): Promise<readonly KeyShown[]> {
    return this.#context.keys.list().map((key) => this.#show(key));
  }

  async create(input: CreateKeyInput): Promise<KeyIssued> {
    return this.#issue(await createKey(this.#context, OPEN_PRINCIPAL, input));
  }

  async revoke(keyId: string): Promise<void> {
    await revokeKey(this.#context, OPEN_PRINCIPAL, keyId);
  }

  async rotate(keyId: string, overlapSeconds?: number): Promise<KeyIssued> {
    return this.#issue(await rotateKey(this.#context, OPEN_PRINCIPAL, { keyId, overlapSeconds }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #issue({ key, secret }: IssuedKey): KeyIssued {
    return { ...this.#show(key), secret };
  }

  #show(key: KeyRecord): KeyShown {
    return renderKey(key, this.#context.clock.nowMs());
  }
}
