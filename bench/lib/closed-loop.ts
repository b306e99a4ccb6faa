import { SkeinError } from '@skein/contracts';
import { Connection } from './connection.ts';

const EVENT = '{"name":"world"}';
const OK = 200;

/** Calls a function over some connections, each again as soon as it has its answer; answers per second. Rejects when one is no success. */
export async function runClosedLoop(url: string, path: string, connections: number, seconds: number): Promise<number> {
  const startedMs = performance.now();
  const callers = Array.from({ length: connections }, async () => {
    using connection = new Connection(url);
    let answers = 0;
    for (; performance.now() - startedMs < seconds * 1000; answers += 1) {
      const { status, body } = await connection.post(path, EVENT);
      if (status !== OK) throw new SkeinError('internal', { reason: `a call was answered ${status} ${body}` });
    }
    return answers;
  });
  const answers = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
  return answers / ((performance.now() - startedMs) / 1000);
}
