import { randomUUID } from 'node:crypto';
import { ANYONE, LATEST, SkeinError } from '@skein/contracts';
import type { Deployment, ResolvedFunction, Revision, Scope } from '@skein/contracts';
import type { EmbeddedBackend } from '@skein/backend-embedded';
import { systemClock } from '@skein/ports';
import type { Invoker, RevisionHost } from '@skein/ports';
import { hostPackage, readHostedRun } from '@skein/sky';
import type { FunctionToDeploy, SimulatedCode, SimulatedHost } from '@skein/sky';

export interface HostedFunctionsOptions {
  readonly cloudId: string;
  readonly scope: Scope;
  readonly backend: Pick<EmbeddedBackend, 'functions' | 'packages' | 'keepPackages'>;
  /** What runs functions on this machine. */
  readonly local: Invoker & RevisionHost;
}

/**
 * The functions of one simulated cloud, which really run, in sandboxes of this machine that are theirs: wrapped as for that cloud, with
 * what stands in for its platform around them.
 */
export class HostedFunctions implements SimulatedHost {
  readonly #options: HostedFunctionsOptions;
  readonly #hosted = new Map<string, Promise<ResolvedFunction>>();
  readonly #digests = new Map<string, string>();

  constructor(options: HostedFunctionsOptions) {
    this.#options = options;
    options.backend.keepPackages(() => this.#digests.values());
  }

  async deploy(toDeploy: FunctionToDeploy): Promise<void> {
    const target = await this.#host(toDeploy);
    const before = this.#hosted.get(toDeploy.name);
    this.#hosted.set(toDeploy.name, Promise.resolve(target));
    await this.#retire(before);
  }

  async remove(functionName: string): Promise<void> {
    const before = this.#hosted.get(functionName);
    this.#hosted.delete(functionName);
    this.#digests.delete(functionName);
    await this.#retire(before);
  }

  /** Runs a call with the conventions of its cloud. */
  readonly run: SimulatedCode = async ({ functionName }: Deployment, { body, clientContext }) => {
    const target = await this.#find(functionName);
    const chunks: Buffer[] = [];
    // The platform's own id of the execution; the caller's is known to the broker alone.
    const id = randomUUID();
    const outcome = await this.#options.local.invoke(
      {
        id,
        target,
        qualifier: undefined,
        kind: 'request',
        body,
        clientContext,
        traceId: undefined,
        principal: ANYONE,
        receivedAtMs: systemClock.nowMs(),
      },
      { response: { write: (chunk) => void chunks.push(chunk) } },
    );
    return readHostedRun(id, outcome, Buffer.concat(chunks));
  };

  /** What is deployed; an earlier process may have done it. */
  #find(functionName: string): Promise<ResolvedFunction> {
    const known = this.#hosted.get(functionName);
    if (known !== undefined) return known;
    const found = this.#hostLatest(functionName);
    this.#hosted.set(functionName, found);
    found.catch(() => this.#hosted.delete(functionName));
    return found;
  }

  async #hostLatest(functionName: string): Promise<ResolvedFunction> {
    const { settings, package: reference } = await this.#latest(functionName);
    const { environment = {}, ...rest } = settings;
    const zip = await this.#options.backend.packages.read(reference.digest);
    return await this.#host({ ...rest, name: functionName, zip, environment });
  }

  async #host(toDeploy: FunctionToDeploy): Promise<ResolvedFunction> {
    const { cloudId, backend } = this.#options;
    const { name, memoryMb, timeoutSeconds, environment } = toDeploy;
    const latest = await this.#latest(name);
    const { zip, handler } = await hostPackage(cloudId, toDeploy);
    const reference = await backend.packages.put(zip);
    this.#digests.set(name, reference.digest);
    const settings = { ...latest.settings, handler, memoryMb, timeoutSeconds, environment };
    return { version: LATEST, revision: { ...latest, id: randomUUID(), settings, package: reference } };
  }

  async #latest(functionName: string): Promise<Revision> {
    const { backend, scope } = this.#options;
    const target = await backend.functions.resolve(scope, functionName, LATEST);
    if (target === undefined) throw new SkeinError('function_not_found', { functionName });
    return target.revision;
  }

  async #retire(before: Promise<ResolvedFunction> | undefined): Promise<void> {
    const target = await before?.catch(() => undefined);
    if (target !== undefined) this.#options.local.retire(target.revision.id);
  }
}
