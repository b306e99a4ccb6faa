import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { SkeinError } from '@skein/contracts';
import type { Deployment } from '@skein/contracts';
import type { Clock } from '@skein/ports';
import { functionError } from '../lambda/function-error.ts';
import { LAMBDA_CAPABILITIES } from '../lambda/lambda-capabilities.ts';
import { findReport } from '../lambda/report-line.ts';
import type { LambdaReport } from '../lambda/report-line.ts';
import type {
  FunctionToDeploy,
  Provider,
  ProviderAnswer,
  ProviderBilling,
  ProviderCall,
  ProviderCapabilities,
  UsageReport,
} from '../provider.ts';
import type { AwsClients } from './aws-clients.ts';
import { deployToLambda } from './aws-deploy.ts';
import type { FunctionRole } from './aws-deploy.ts';
import { isMissing, translateAwsError } from './aws-errors.ts';
import { ensureRole } from './aws-role.ts';

export interface AwsProviderOptions {
  readonly name: string;
  readonly clients: AwsClients;
  /** ARN of the role that functions run as; undefined: one is made in the account. */
  readonly role: string | undefined;
  readonly clock: Clock;
}

/** What Lambda documents, and what is assumed until it was measured (STeLLAR 2021 for the cold start). */
const MB_PER_PROCESSOR = 1769;
const INIT_MS = 430;
const KEEP_ALIVE_MS = 600_000;
/** Ids become part of a search; only what looks like one is searched for. */
const REQUEST_ID = /^[\w-]{1,64}$/;

const CAPABILITIES: ProviderCapabilities = { ...LAMBDA_CAPABILITIES, runtimes: /^(python|nodejs|provided|ruby|java|dotnet)/ };

/** AWS Lambda, or whatever speaks its API. */
export class AwsProvider implements Provider {
  readonly #options: AwsProviderOptions;

  constructor(options: AwsProviderOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get title(): string {
    return 'AWS Lambda';
  }

  get simulated(): boolean {
    return false;
  }

  capabilities(): ProviderCapabilities {
    return CAPABILITIES;
  }

  billing({ memoryMb, architecture }: Pick<Deployment, 'memoryMb' | 'architecture'>): ProviderBilling {
    const planId = architecture === 'arm64' ? 'aws-lambda-arm' : 'aws-lambda-x86';
    return { planId, source: 'exact', processorShare: memoryMb / MB_PER_PROCESSOR, initMs: INIT_MS, keepAliveMs: KEEP_ALIVE_MS };
  }

  async deploy(toDeploy: FunctionToDeploy): Promise<Deployment> {
    const { clients, clock } = this.#options;
    const { name: functionName, memoryMb, timeoutSeconds, architecture } = toDeploy;
    const reference = await this.#translate(async () => await deployToLambda(clients.lambda, await this.#findRole(), toDeploy, clock));
    return { provider: this.name, reference, functionName, memoryMb, timeoutSeconds, architecture };
  }

  async invoke({ functionName }: Deployment, { body, clientContext, signal }: ProviderCall): Promise<ProviderAnswer> {
    const command = new InvokeCommand({
      FunctionName: functionName,
      Payload: body,
      LogType: 'Tail',
      ...(clientContext !== undefined && { ClientContext: Buffer.from(clientContext).toString('base64') }),
    });
    const answer = await this.#translate(() => this.#options.clients.invoker.send(command, signal && { abortSignal: signal }));
    const { requestId } = answer.$metadata;
    if (requestId === undefined) throw new SkeinError('provider_failed', { provider: this.name, reason: 'its answer has no request id' });
    const payload = Buffer.from(answer.Payload ?? new Uint8Array());
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    const report = findReport(log, requestId);
    return {
      requestId,
      error: answer.FunctionError === undefined ? undefined : functionError(payload),
      body: payload,
      usage: report && toUsage(report),
      log,
    };
  }

  /** For calls whose answer lacked the report, because the function wrote more than the 4 KB that come with it. */
  async collect({ functionName }: Deployment, requestIds: readonly string[]): Promise<ReadonlyMap<string, UsageReport>> {
    const found = new Map<string, UsageReport>();
    for (const requestId of requestIds.filter((id) => REQUEST_ID.test(id))) {
      const report = findReport(await this.#readLog(functionName, requestId), requestId);
      if (report !== undefined) found.set(requestId, toUsage(report));
    }
    return found;
  }

  async remove({ functionName }: Pick<Deployment, 'functionName'>): Promise<void> {
    await this.#translate(async () => {
      try {
        await this.#options.clients.lambda.send(new DeleteFunctionCommand({ FunctionName: functionName }));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  async #findRole(): Promise<FunctionRole> {
    const { clients, role } = this.#options;
    return role === undefined ? { arn: await ensureRole(clients.iam), mayBeNew: true } : { arn: role, mayBeNew: false };
  }

  /** Lines of a function's log that name a request; nothing while there is no log. */
  async #readLog(functionName: string, requestId: string): Promise<string> {
    const command = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}`, filterPattern: `"${requestId}"` });
    return await this.#translate(async () => {
      try {
        const { events = [] } = await this.#options.clients.logs.send(command);
        return events.map(({ message = '' }) => message.trimEnd()).join('\n');
      } catch (error) {
        if (isMissing(error)) return '';
        throw error;
      }
    });
  }

  async #translate<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw translateAwsError(this.name, error);
    }
  }
}

function toUsage({ raw, ...figures }: LambdaReport): UsageReport {
  return { ...figures, raw, instanceId: '', source: 'exact' };
}
