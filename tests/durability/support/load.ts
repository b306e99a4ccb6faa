import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulation/support/virtual-world.ts';
import { packCode, readDeployment } from './lambda-client.ts';
import type { Answer, LambdaClient } from './lambda-client.ts';
import type { Deployment, EventLedger, FunctionLedger, Observation } from './ledger.ts';

const DEPLOYERS = 3;
const NAMES_OF_EACH = 4;
const RACED_NAMES = 3;
const CALLERS = 2;
const EVENT_SENDERS = 2;
const LONGEST_PAUSE_MS = 30;
const CHANCE_OF_FAILING_EVENT = 0.15;

/** What all rounds of a campaign know and count. */
export interface Knowledge {
  readonly functions: FunctionLedger;
  readonly events: EventLedger;
  /** Number of the code by the digest of its package. */
  readonly codes: Map<string, number>;
  readonly violations: string[];
  readonly counts: { creates: number; updates: number; deletes: number; calls: number };
  /** A number that no code and no settings carried before. */
  readonly nextNumber: () => number;
}

type Verdict = 'done' | 'refused' | 'unknown';

/** Clients that deploy, call and send events, each one thing after the other, until the server is gone. */
export class Load {
  readonly #knowledge: Knowledge;
  readonly #client: LambdaClient;
  readonly #random: Random;
  readonly #round: number;
  #serverMayEnd = false;
  #serverGone = false;

  constructor(knowledge: Knowledge, client: LambdaClient, random: Random, round: number) {
    this.#knowledge = knowledge;
    this.#client = client;
    this.#random = random;
    this.#round = round;
  }

  /** To be called before the server is stopped or killed: from now on answers may be missing. */
  expectEnd(): void {
    this.#serverMayEnd = true;
  }

  /** Resolves when the server is gone and every client has noticed. */
  async run(): Promise<void> {
    const steps = [
      ...Array.from({ length: DEPLOYERS }, (_, owner) => () => this.#deploy(`owned-${owner}-${this.#random.below(NAMES_OF_EACH)}`)),
      () => this.#race(`raced-${this.#random.below(RACED_NAMES)}`),
      ...Array.from({ length: CALLERS }, () => () => this.#call()),
      ...Array.from({ length: EVENT_SENDERS }, (_, sender) => () => this.#sendEvent(sender)),
    ];
    await Promise.all(steps.map((step) => this.#repeat(step)));
  }

  async #repeat(step: () => Promise<unknown>): Promise<void> {
    while (!this.#serverGone) {
      await step();
      await pause(this.#random.below(LONGEST_PAUSE_MS));
    }
  }

  /** One change of a function that nobody else changes. */
  async #deploy(name: string): Promise<void> {
    const [before] = this.#knowledge.functions.possible(name);
    const number = this.#knowledge.nextNumber();
    if (before === undefined) return await this.#create(name, { code: number, mark: number });
    const choice = this.#random.next();
    if (choice < 0.4) await this.#updateCode(name, { ...before, code: number });
    else if (choice < 0.7) await this.#updateSettings(name, { ...before, mark: number });
    else if (choice < 0.85) await this.#delete(name);
    else await this.#callOne(name);
  }

  async #create(name: string, deployment: Deployment): Promise<void> {
    await this.#learnCode(deployment);
    const verdict = await this.#change(name, deployment, 201, () => this.#client.create(name, deployment));
    if (verdict === 'done') this.#knowledge.counts.creates += 1;
  }

  async #updateCode(name: string, deployment: Deployment): Promise<void> {
    await this.#learnCode(deployment);
    const verdict = await this.#change(name, deployment, 200, () => this.#client.updateCode(name, deployment));
    if (verdict === 'done') this.#knowledge.counts.updates += 1;
  }

  async #updateSettings(name: string, deployment: Deployment): Promise<void> {
    const verdict = await this.#change(name, deployment, 200, () => this.#client.updateSettings(name, deployment));
    if (verdict === 'done') this.#knowledge.counts.updates += 1;
  }

  async #delete(name: string): Promise<void> {
    const verdict = await this.#change(name, undefined, 204, () => this.#client.delete(name));
    if (verdict === 'done') this.#knowledge.counts.deletes += 1;
  }

  /** Two creates of one name at once, of which one may win; and a delete, when somebody has won before. */
  async #race(name: string): Promise<void> {
    if (this.#knowledge.functions.possible(name)[0] !== undefined) return await this.#delete(name);
    const numbers = [this.#knowledge.nextNumber(), this.#knowledge.nextNumber()];
    await Promise.all(numbers.map((number) => this.#create(name, { code: number, mark: number })));
  }

  /** Any function that ever was. */
  async #call(): Promise<void> {
    const { names } = this.#knowledge.functions;
    const name = names[this.#random.below(names.length)];
    if (name !== undefined) await this.#callOne(name);
  }

  async #callOne(name: string): Promise<void> {
    const check = this.#knowledge.functions.watch(name);
    const answer = await this.#client.invoke(name);
    if (this.#judge(`calling ${name}`, answer, 200, [404]) === 'unknown' || answer === undefined || answer.status === 503) return;
    this.#report(check(readDeployment(answer)));
    this.#knowledge.counts.calls += 1;
  }

  async #sendEvent(sender: number): Promise<void> {
    const { names } = this.#knowledge.functions;
    const name = names[this.#random.below(names.length)];
    if (name === undefined) return;
    const label = `${this.#round}-${sender}-${this.#knowledge.nextNumber()}`;
    const fails = this.#random.chance(CHANCE_OF_FAILING_EVENT);
    const answer = await this.#client.sendEvent(name, { label, fails });
    const verdict = this.#judge(`an event to ${name}`, answer, 202, [404]);
    if (verdict === 'done' && answer !== undefined) this.#knowledge.events.acknowledge(answer.requestId, label, fails);
  }

  async #change(name: string, after: Observation, done: number, send: () => Promise<Answer | undefined>): Promise<Verdict> {
    const { functions } = this.#knowledge;
    functions.begin(name, after);
    const verdict = this.#judge(`changing ${name}`, await send(), done, name.startsWith('raced-') ? [409] : []);
    if (verdict === 'done') this.#report(functions.acknowledge(name, after));
    if (verdict === 'refused') functions.refuse(name, after);
    return verdict;
  }

  /** What an answer means. While the server lives there has to be one, and none may be an error of the server. */
  #judge(what: string, answer: Answer | undefined, done: number, refused: readonly number[]): Verdict {
    if (answer?.status === done) return 'done';
    if (answer !== undefined && refused.includes(answer.status)) return 'refused';
    if (answer === undefined) this.#serverGone = true;
    if (!this.#serverMayEnd) this.#report(`${what}: ${answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`}`);
    return answer?.status === 503 ? 'refused' : 'unknown';
  }

  #report(violation: string | undefined): void {
    if (violation !== undefined) this.#knowledge.violations.push(`round ${this.#round}: ${violation}`);
  }

  async #learnCode(deployment: Deployment): Promise<void> {
    const digest = createHash('sha256').update(await packCode(deployment));
    this.#knowledge.codes.set(digest.digest('hex'), deployment.code);
  }
}
