import { setTimeout as pause } from 'node:timers/promises';
import { SkeinError } from '@skein/contracts';
import type { Connection } from './connection.ts';

/** A function as the server describes it; the fields have the names of the Lambda API. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Runtime: string;
  readonly Handler: string;
  readonly Description: string;
  readonly CodeSize: number;
  readonly CodeSha256: string;
  /** Seconds. */
  readonly Timeout: number;
  /** MB. */
  readonly MemorySize: number;
  readonly LastModified: string;
  readonly Version: string;
  readonly RevisionId: string;
  readonly State: 'Pending' | 'Active' | 'Inactive' | 'Failed';
  readonly StateReason?: string;
  readonly LastUpdateStatus?: 'Successful' | 'InProgress' | 'Failed';
  readonly LastUpdateStatusReason?: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly EphemeralStorage?: { readonly Size: number };
}

/** What can be set of a function; what is left out keeps its value, or has the server's default. */
export interface FunctionSettingsInput {
  readonly runtime?: string | undefined;
  readonly handler?: string | undefined;
  readonly description?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly memoryMb?: number | undefined;
  readonly ephemeralStorageMb?: number | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export interface NewFunction extends FunctionSettingsInput {
  readonly name: string;
  readonly zip: Buffer;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const FUNCTIONS = '/2015-03-31/functions';
const TAGS = '/2017-03-31/tags';
/** The API wants a role. Skein gives a function no rights beyond its sandbox, so any will do. */
const ROLE = 'arn:aws:iam::000000000000:role/skein';
const PAGE_ITEMS = 50;
const POLL_MS = 25;
const READY_WITHIN_MS = 60_000;

/** The functions of a server. */
export class FunctionCalls {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Every function, page by page. */
  async *list(): AsyncGenerator<FunctionConfiguration> {
    let marker: string | undefined;
    do {
      const query = new URLSearchParams({ MaxItems: String(PAGE_ITEMS), ...(marker === undefined ? {} : { Marker: marker }) });
      const page = await this.#connection.callJson<{ Functions: FunctionConfiguration[]; NextMarker?: string | null }>(
        'GET',
        `${FUNCTIONS}?${query.toString()}`,
      );
      yield* page.Functions;
      marker = page.NextMarker ?? undefined;
    } while (marker !== undefined);
  }

  /** Undefined when there is no such function. */
  async find(name: string): Promise<FunctionConfiguration | undefined> {
    try {
      return await this.#connection.callJson('GET', `${pathOf(name)}/configuration`);
    } catch (error) {
      if (error instanceof SkeinError && error.details['status'] === 404) return undefined;
      throw error;
    }
  }

  /** Throws `function_not_found`. */
  async get(name: string): Promise<FunctionConfiguration> {
    const found = await this.find(name);
    if (found === undefined) throw new SkeinError('function_not_found', { functionName: name });
    return found;
  }

  async create({ name, zip, tags, ...settings }: NewFunction): Promise<FunctionConfiguration> {
    const body = { FunctionName: name, Role: ROLE, Code: { ZipFile: zip.toString('base64') }, Tags: tags, ...toLambda(settings) };
    return await this.#connection.callJson('POST', FUNCTIONS, { body: JSON.stringify(body) });
  }

  async updateCode(name: string, zip: Buffer): Promise<FunctionConfiguration> {
    const body = JSON.stringify({ ZipFile: zip.toString('base64') });
    return await this.#connection.callJson('PUT', `${pathOf(name)}/code`, { body });
  }

  async updateSettings(name: string, settings: FunctionSettingsInput): Promise<FunctionConfiguration> {
    return await this.#connection.callJson('PUT', `${pathOf(name)}/configuration`, { body: JSON.stringify(toLambda(settings)) });
  }

  /** Sets tags and leaves others as they are. `arn`: as `get` has it. */
  async tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#connection.call('POST', `${TAGS}/${encodeURIComponent(arn)}`, { body: JSON.stringify({ Tags: tags }) });
  }

  async delete(name: string): Promise<void> {
    await this.#connection.call('DELETE', pathOf(name));
  }

  /** Waits until a function and its last update can be used. Throws `function_not_ready` when that fails or takes a minute. */
  async waitUntilReady(name: string): Promise<FunctionConfiguration> {
    const giveUpMs = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const found = await this.get(name);
      const isReady = found.State === 'Active' && found.LastUpdateStatus !== 'InProgress';
      if (isReady && found.LastUpdateStatus !== 'Failed') return found;
      const hasFailed = found.State === 'Failed' || found.LastUpdateStatus === 'Failed';
      if (hasFailed || performance.now() > giveUpMs) {
        const reason = found.StateReason ?? found.LastUpdateStatusReason;
        throw new SkeinError('function_not_ready', { functionName: name, state: reason ?? found.State });
      }
      await pause(POLL_MS);
    }
  }
}

export function pathOf(name: string): string {
  return `${FUNCTIONS}/${encodeURIComponent(name)}`;
}

function toLambda(settings: FunctionSettingsInput): Record<string, unknown> {
  const { runtime, handler, description, timeoutSeconds, memoryMb, ephemeralStorageMb, environment } = settings;
  // JSON leaves out what is undefined.
  return {
    Runtime: runtime,
    Handler: handler,
    Description: description,
    Timeout: timeoutSeconds,
    MemorySize: memoryMb,
    EphemeralStorage: ephemeralStorageMb === undefined ? undefined : { Size: ephemeralStorageMb },
    Environment: environment && { Variables: environment },
  };
}
