import { packFiles } from '@skein/packaging';
import type { Deployment, Observation } from './ledger.ts';

export interface Answer {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

/** A function as the server lists it. */
export interface ListedFunction {
  readonly name: string;
  readonly digest: string;
  readonly mark: number;
  readonly state: string;
  readonly lastUpdateStatus: string | null;
}

const FUNCTIONS = '/2015-03-31/functions';
const ROLE = 'arn:aws:iam::000000000000:role/test';
const PAGE_SIZE = 50;
const EVENT_PAGE_SIZE = 1_000;

/** What the functions are made of: they say what they are, and tell the driver of each event before they end it as it wants. */
export function packCode({ code }: Deployment): Promise<Buffer> {
  const source = `
import os, socket
def handler(event, context):
    if "label" in event:
        with socket.create_connection(("127.0.0.1", int(os.environ["MARKS_PORT"]))) as marks:
            marks.sendall(event["label"].encode() + b"\\n")
            marks.recv(1)
    if event.get("fails"):
        raise ValueError(event["label"])
    return {"code": ${code}, "mark": int(os.environ["MARK"])}
`;
  return packFiles({ 'app.py': source });
}

/** Speaks to a server that may be killed at any moment: an answer that never comes is undefined. */
export class LambdaClient {
  readonly #url: string;
  readonly #marksPort: number;

  constructor(url: string, marksPort: number) {
    this.#url = url;
    this.#marksPort = marksPort;
  }

  async create(name: string, deployment: Deployment): Promise<Answer | undefined> {
    return await this.createFrom(name, await packCode(deployment), deployment);
  }

  async createFrom(name: string, zip: Buffer, deployment: Deployment = { code: 0, mark: 0 }): Promise<Answer | undefined> {
    const settings = { Runtime: 'python3.11', Handler: 'app.handler', Role: ROLE, Timeout: 60, Environment: this.#environment(deployment) };
    return await this.#send('POST', FUNCTIONS, { FunctionName: name, Code: { ZipFile: zip.toString('base64') }, ...settings });
  }

  async updateCode(name: string, deployment: Deployment): Promise<Answer | undefined> {
    return await this.updateCodeFrom(name, await packCode(deployment));
  }

  updateCodeFrom(name: string, zip: Buffer): Promise<Answer | undefined> {
    return this.#send('PUT', `${FUNCTIONS}/${name}/code`, { ZipFile: zip.toString('base64') });
  }

  updateSettings(name: string, deployment: Deployment): Promise<Answer | undefined> {
    return this.#send('PUT', `${FUNCTIONS}/${name}/configuration`, { Environment: this.#environment(deployment) });
  }

  delete(name: string): Promise<Answer | undefined> {
    return this.#send('DELETE', `${FUNCTIONS}/${name}`);
  }

  invoke(name: string): Promise<Answer | undefined> {
    return this.#send('POST', `${FUNCTIONS}/${name}/invocations`, {});
  }

  sendEvent(name: string, event: object): Promise<Answer | undefined> {
    return this.#send('POST', `${FUNCTIONS}/${name}/invocations`, event, { 'x-amz-invocation-type': 'Event' });
  }

  /** Every function, in the order of the list. */
  async listFunctions(): Promise<readonly ListedFunction[]> {
    const all: ListedFunction[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: FunctionPage = await this.#get(`/v1/functions?limit=${PAGE_SIZE}&after=${after}`);
      all.push(...page.functions.map(toListed));
      after = page.nextAfter;
    }
    return all;
  }

  /** Status of every event that waits or was given up, by id. */
  async listEvents(): Promise<ReadonlyMap<string, string>> {
    const all = new Map<string, string>();
    for (let after = ''; ;) {
      const query = after === '' ? '' : `&after=${after}`;
      const { events }: EventPage = await this.#get(`/v1/events?limit=${EVENT_PAGE_SIZE}${query}`);
      for (const { id, status } of events) all.set(id, status);
      if (events.length < EVENT_PAGE_SIZE) return all;
      after = events.at(-1)?.id ?? '';
    }
  }

  /** Calls of a function that are on record, at most a thousand. */
  async countInvocations(functionName: string): Promise<number> {
    const { invocations }: { invocations: object[] } = await this.#get(`/v1/invocations?function=${functionName}&limit=1000`);
    return invocations.length;
  }

  #environment({ mark }: Deployment): object {
    return { Variables: { MARK: String(mark), MARKS_PORT: String(this.#marksPort) } };
  }

  async #get<Body>(path: string): Promise<Body> {
    const answer = await this.#send('GET', path);
    if (answer?.status !== 200) throw new Error(`GET ${path}: ${answer?.status ?? 'no answer'}`);
    return JSON.parse(answer.text) as Body;
  }

  async #send(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer | undefined> {
    try {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(this.#url + path, { method, headers, ...content });
      return { status: response.status, requestId: response.headers.get('x-amzn-requestid') ?? '', text: await response.text() };
    } catch {
      return undefined;
    }
  }
}

/** What a function said of itself. */
export function readDeployment({ status, text }: Answer): Observation {
  return status === 404 ? undefined : (JSON.parse(text) as Deployment);
}

interface FunctionPage {
  readonly functions: readonly {
    readonly name: string;
    readonly package: { readonly digest: string };
    readonly environment: Readonly<Record<string, string>>;
    readonly state: string;
    readonly lastUpdateStatus: string | null;
  }[];
  readonly nextAfter: string | null;
}

interface EventPage {
  readonly events: readonly { readonly id: string; readonly status: string }[];
}

function toListed(shown: FunctionPage['functions'][number]): ListedFunction {
  const { name, state, lastUpdateStatus, environment } = shown;
  return { name, state, lastUpdateStatus, digest: shown.package.digest, mark: Number(environment['MARK']) };
}
