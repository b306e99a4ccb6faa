import { ERROR_KINDS, SkeinError } from '@skein/contracts';

export interface CallOptions {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface StreamOptions {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server answered, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Speaks HTTP to one server. Connections are kept open between calls. */
export class Connection {
  readonly endpoint: string;
  readonly #key: string | undefined;

  /** `key` is the secret of a key. Throws `invalid_value` when the endpoint is no http or https address. */
  constructor(endpoint: string, key?: string) {
    this.endpoint = checkEndpoint(endpoint);
    this.#key = key;
  }

  /** Sends a request. Throws `unreachable` when no answer came, and `refused` with the server's own words when it was an error. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const answer = await this.#send(method, path, options);
    if (answer.status >= 400) throw this.#refusal(answer);
    return answer;
  }

  /** Like `call`, for an answer that is JSON. The server is trusted to keep to its own schema. */
  async callJson<Result>(method: string, path: string, options?: CallOptions): Promise<Result> {
    const { body } = await this.call(method, path, options);
    return (body.length === 0 ? undefined : JSON.parse(body.toString())) as Result;
  }

  /** The body of an answer as it comes, for answers that do not end by themselves. Throws what `call` throws. */
  async stream(path: string, { signal, headers = {} }: StreamOptions): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#fetch(path, { signal, headers });
    if (response.status < 400 && response.body !== null) return response.body;
    throw this.#refusal({ status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) });
  }

  /** A server that repeats the key in its words must not bring it into errors and logs. */
  #refusal(answer: Answer): SkeinError {
    const { status, name, text } = readRefusal(answer);
    return new SkeinError('refused', { status, name, text: this.#key === undefined ? text : text.replaceAll(this.#key, '***') });
  }

  async #send(method: string, path: string, { body, headers = {}, signal }: CallOptions): Promise<Answer> {
    const request = { method, headers, ...(signal === undefined ? {} : { signal }), ...(body === undefined ? {} : { body }) };
    const response = await this.#fetch(path, request);
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    if (this.#key !== undefined) headers.set('authorization', `Bearer ${this.#key}`);
    try {
      return await fetch(new URL(path, this.endpoint), { ...request, headers });
    } catch (error) {
      throw new SkeinError('unreachable', { endpoint: this.endpoint, reason: reasonOf(error) }, { cause: error });
    }
  }
}

function checkEndpoint(endpoint: string): string {
  const { protocol } = URL.canParse(endpoint) ? new URL(endpoint) : { protocol: '' };
  if (protocol === 'http:' || protocol === 'https:') return endpoint;
  throw new SkeinError('invalid_value', { text: `'${endpoint}' is not the address of a server, such as http://127.0.0.1:8080.` });
}

/** The two APIs word their errors differently: `{error: {code, message, remedy}}`, and `{message}` or `{Message}` beside a header. */
interface ErrorBody {
  readonly error?: { readonly code?: string; readonly message?: string; readonly remedy?: string };
  readonly message?: string;
  readonly Message?: string;
}

/** AWS's words about keys are about its own credentials; here they are about Skein's. */
const KEY_TEXTS: Readonly<Record<string, string>> = {
  MissingAuthenticationTokenException: `${ERROR_KINDS.key_missing.message} ${ERROR_KINDS.key_missing.remedy}`,
  UnrecognizedClientException: `The key is not known here or has been revoked. ${ERROR_KINDS.key_invalid.remedy}`,
  ExpiredTokenException: `The key has expired. ${ERROR_KINDS.key_expired.remedy}`,
};

interface Refusal {
  readonly status: number;
  readonly name: string;
  readonly text: string;
}

function readRefusal({ status, headers, body }: Answer): Refusal {
  const { error, message, Message } = parseError(body);
  const awsName = headers.get('x-amzn-errortype')?.split(':')[0] ?? '';
  const text =
    error?.message ?? KEY_TEXTS[awsName] ?? message ?? Message ?? (body.toString().slice(0, 500) || 'the answer says nothing more');
  const name = error?.code ?? (awsName || 'error');
  return { status, name, text: error?.remedy === undefined ? text : `${text} ${error.remedy}` };
}

function parseError(body: Buffer): ErrorBody {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** Says more than `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map((each) => reasonOf(each)).join('; ');
  return cause instanceof Error ? cause.message : error.message;
}
