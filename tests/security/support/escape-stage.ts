import { rm } from 'node:fs/promises';
import { MEMORY_DEFAULT_MB } from '@skein/contracts';
import type { DriverName, EscapeAttempt } from '@skein/sandbox';
import { startTestServer } from '../../support/test-server.ts';
import type { TestServer } from '../../support/test-server.ts';
import { hostileFiles } from './hostile-files.ts';
import { findFile, makeWorld } from './world.ts';
import type { World, WorldFacts } from './world.ts';

/** How far an attempt came. `not here`: this machine's kernel lacks what it is about. */
export interface AttemptOutcome {
  readonly outcome: 'succeeded' | 'failed' | 'not here';
  readonly detail: string;
}

/** A server with hostile functions, one that is to be left alone, and things on the host that are none of theirs. */
export interface EscapeStage extends AsyncDisposable {
  readonly server: TestServer;
  readonly world: World;
  /** Has a function carry out an attempt. Rejects when it was not really made, because of a mistake in it. */
  attempt(attempt: EscapeAttempt): Promise<AttemptOutcome>;
}

const OTHER_CODE = 'neighbour.py';
/** Room for as many processes as are allowed: where only little memory is left, that is what stops them. */
const ROOMY_MEMORY_MB = 1024;
const FUNCTION_TIMEOUT_SECONDS = 60;
/** What the kernel ends because of a limit takes the sandbox with it at times. */
const ENDED_BY_A_LIMIT = ['Runtime.OutOfMemory', 'Runtime.ExitError'];

/** `memoryMb` is what a function of the default size may take here. */
export async function openStage(driver: DriverName, memoryMb = MEMORY_DEFAULT_MB): Promise<EscapeStage> {
  const world = await makeWorld();
  const server = await startTestServer({ SKEIN_DRIVER: driver, SKEIN_DATA: world.dataFolder });
  const facts = { ...(await settle(server, world)), memoryMb };
  return {
    server,
    world,
    async attempt({ area, attempt }) {
      const name = attempt.startsWith('start more') ? 'roomy' : 'hostile';
      const { text, headers } = await server.invoke(name, JSON.stringify({ attempt, world: facts }), { 'x-amz-log-type': 'Tail' });
      const answer = JSON.parse(text) as { outcome?: string; detail?: string; errorType?: string };
      if (area === 'limits' && ENDED_BY_A_LIMIT.includes(answer.errorType ?? '')) return { outcome: 'failed', detail: text };
      if (answer.outcome === undefined || answer.outcome === 'mistake') throw new Error(`${attempt}: ${answer.detail ?? text}`);
      return attempt === 'fill the log' ? await logOutcome(server, headers, facts.logBytes) : (answer as AttemptOutcome);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      const { sharedFile } = facts.otherSandbox as { sharedFile: string };
      await rm(sharedFile, { force: true });
    },
  };
}

async function settle(server: TestServer, world: World): Promise<WorldFacts> {
  const files = await hostileFiles();
  const settings = { Timeout: FUNCTION_TIMEOUT_SECONDS };
  const { [OTHER_CODE]: other = '', ...hostile } = files;
  const made = [
    await server.create('hostile', { files: hostile, settings }),
    await server.create('roomy', { files: hostile, settings: { ...settings, MemorySize: ROOMY_MEMORY_MB } }),
    await server.create('neighbour', { files: { [OTHER_CODE]: other }, handler: 'neighbour.handler', settings }),
  ];
  for (const { status, text } of made) if (status !== 201) throw new Error(text);
  const answer = await server.invoke('neighbour', JSON.stringify({ settle: `${world.facts.hostSocketName}-other` }));
  return {
    ...world.facts,
    otherSandbox: JSON.parse(answer.text) as object,
    otherCode: await findFile(world.dataFolder, OTHER_CODE),
    serverPort: Number(new URL(server.url).port),
  };
}

/** The attempt to fill the log has succeeded when more is kept of it than the limit. */
async function logOutcome(server: TestServer, headers: Headers, logBytes: number): Promise<AttemptOutcome> {
  const id = headers.get('x-amzn-requestid') ?? '';
  const { log } = JSON.parse((await server.call('GET', `/v1/invocations/${id}`)).text) as { log: string };
  const kept = log.split('\n').filter((line) => line.startsWith('xxxx'));
  const keptBytes = kept.reduce((sum, line) => sum + line.length + 1, 0);
  if (keptBytes === 0) throw new Error('nothing of the log is there');
  return { outcome: keptBytes > logBytes ? 'succeeded' : 'failed', detail: `${keptBytes} bytes of log are kept` };
}
