import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulation/support/virtual-world.ts';
import { readDeployment } from './lambda-client.ts';
import type { LambdaClient, ListedFunction } from './lambda-client.ts';
import type { Observation } from './ledger.ts';
import type { Knowledge } from './load.ts';
import type { MarkCollector } from './mark-collector.ts';

const POLL_MS = 50;
/** Bound on what a server has to finish after its start, in ms; generous, because the machine may be busy with other things. */
const SETTLE_MAX_MS = 60_000;
/** Functions that are called after each start. */
const CALLED = 3;

/** What is wrong with a server that has started on the data of a killed one. Nothing else may talk to it meanwhile. */
export async function checkServer(
  client: LambdaClient,
  knowledge: Knowledge,
  marks: Pick<MarkCollector, 'labels'>,
  random: Random,
): Promise<readonly string[]> {
  // Before the marks are looked at: an event that ran since is in neither otherwise.
  const listedEvents = await client.listEvents();
  const lost = knowledge.events.check({ ran: marks.labels, listed: listedEvents });
  const listed = await untilActive(client);
  const wrong = checkFunctions(listed, knowledge);
  return [...lost, ...wrong, ...(await callSome(client, listed, knowledge, random))];
}

/** The list of events when none waits any more. */
export async function untilEventsSettled(client: LambdaClient): Promise<ReadonlyMap<string, string>> {
  for (;;) {
    const listed = await client.listEvents();
    if (![...listed.values()].includes('QUEUED')) return listed;
    await pause(POLL_MS);
  }
}

async function untilActive(client: LambdaClient): Promise<readonly ListedFunction[]> {
  const giveUpAtMs = performance.now() + SETTLE_MAX_MS;
  for (;;) {
    const listed = await client.listFunctions();
    const isSettled = listed.every(({ state, lastUpdateStatus }) => state === 'Active' && lastUpdateStatus !== 'InProgress');
    if (isSettled || performance.now() > giveUpAtMs) return listed;
    await pause(POLL_MS);
  }
}

function checkFunctions(listed: readonly ListedFunction[], { functions, codes }: Knowledge): readonly string[] {
  const byName = Map.groupBy(listed, ({ name }) => name);
  const wrong = [...new Set([...functions.names, ...byName.keys()])].flatMap((name) => {
    const [found, ...others] = byName.get(name) ?? [];
    const observed: Observation = found && { code: codes.get(found.digest) ?? -1, mark: found.mark };
    return [functions.observe(name, observed) ?? [], others.map(() => `${name} is listed twice`)].flat();
  });
  const stuck = listed.filter(({ state, lastUpdateStatus }) => state !== 'Active' || lastUpdateStatus !== 'Successful');
  return [...wrong, ...stuck.map(({ name, state, lastUpdateStatus }) => `${name} is ${state}, its last update ${lastUpdateStatus}`)];
}

async function callSome(
  client: LambdaClient,
  listed: readonly ListedFunction[],
  { functions }: Knowledge,
  random: Random,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (let called = 0; called < CALLED && listed.length > 0; called += 1) {
    const name = listed[random.below(listed.length)]?.name ?? '';
    const check = functions.watch(name);
    const answer = await client.invoke(name);
    if (answer?.status !== 200) wrong.push(`${name} cannot be called: ${answer?.text ?? 'no answer'}`);
    else wrong.push(...[check(readDeployment(answer)) ?? []].flat());
  }
  return wrong;
}
