import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings, startEmbedded } from '@skein/compose';
import { packFiles } from '@skein/packaging';

export interface FunctionSource {
  readonly files: Readonly<Record<string, string>>;
  readonly runtime?: string;
  readonly handler?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A real server with its own data folder, spoken to as the Lambda API is. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly driver: string;
  /** Folder of everything it keeps. */
  readonly dataDir: string;
  call(method: string, urlPath: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  create(name: string, source: FunctionSource): Promise<Answer>;
  invoke(name: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

const ROLE = 'arn:aws:iam::000000000000:role/test';

/** Starts a server on a free port. `variables` are settings by their environment names. */
export async function startTestServer(variables: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'skein-e2e-'));
  const skein = await startEmbedded(
    readSettings({
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'error',
      SKEIN_DATA: dataDir,
      DB_PATH: undefined,
      DRAIN_SECONDS: '0',
      ...variables,
    }),
  );
  const call: TestServer['call'] = async (method, urlPath, body, headers = {}) => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(skein.url + urlPath, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    url: skein.url,
    driver: skein.driver,
    dataDir,
    call,
    async create(name, { files, runtime = 'python3.11', handler = 'app.handler', settings = {} }) {
      const zip = await packFiles(files);
      const body = {
        FunctionName: name,
        Runtime: runtime,
        Handler: handler,
        Role: ROLE,
        Code: { ZipFile: zip.toString('base64') },
        ...settings,
      };
      return await call('POST', '/2015-03-31/functions', body);
    },
    invoke: (name, body, headers) => call('POST', `/2015-03-31/functions/${name}/invocations`, body, headers),
    async [Symbol.asyncDispose]() {
      await skein.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
