import { createHash, createHmac } from 'node:crypto';

export interface RequestToSign {
  readonly method: string;
  readonly host: string;
  /** With its query; every character in it plain or encoded. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly timeMs?: number;
}

/** Headers with AWS Signature Version 4: written apart from the server's own code, which is to be tested with it. */
export function signRequest(key: { readonly id: string; readonly secret: string }, request: RequestToSign): Record<string, string> {
  const { method, host, path, body = '', headers = {}, service = 'lambda', timeMs = Date.now() } = request;
  const timestamp = `${new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const scope = `${timestamp.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const signed: Record<string, string> = { ...headers, host, 'x-amz-date': timestamp };
  const names = Object.keys(signed).toSorted();
  const lines = names.map((name) => `${name}:${signed[name] ?? ''}\n`).join('');
  const [plainPath = '', query = ''] = path.split('?');
  const target = `${plainPath.replaceAll('%', '%25')}\n${query.split('&').toSorted().join('&')}`;
  const canonical = `${method}\n${target}\n${lines}\n${names.join(';')}\n${sha256(body)}`;
  const signingKey = scope.split('/').reduce((by: string | Buffer, text) => hmac(by, text), `AWS4${key.secret}`);
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const { host: _host, ...sent } = signed;
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...sent, authorization };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
