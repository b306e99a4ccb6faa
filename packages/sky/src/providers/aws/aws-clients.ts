import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';

export interface AwsPlace {
  readonly region: string;
  /** Where the services answer instead of AWS, each by itself; for everything that speaks their APIs. */
  readonly endpoints?:
    | { readonly lambda?: string | undefined; readonly iam?: string | undefined; readonly logs?: string | undefined }
    | undefined;
  /** Name of a profile in the shared configuration; credentials are never given here. */
  readonly profile?: string | undefined;
}

/** The clients of one account. Credentials come from where every AWS tool finds them: environment, shared files, instance. */
export interface AwsClients {
  /** Creates, changes and removes functions; tries again by itself. */
  readonly lambda: LambdaClient;
  /** Only invokes, and never tries again: a call that got no answer may have run. */
  readonly invoker: LambdaClient;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
}

/** Makes the clients. Nothing is sent. */
export function createAwsClients({ region, endpoints = {}, profile }: AwsPlace): AwsClients {
  const at = (endpoint: string | undefined): { region: string; endpoint?: string; profile?: string } => ({
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
  });
  return {
    lambda: new LambdaClient(at(endpoints.lambda)),
    invoker: new LambdaClient({ ...at(endpoints.lambda), maxAttempts: 1 }),
    iam: new IAMClient(at(endpoints.iam)),
    logs: new CloudWatchLogsClient(at(endpoints.logs)),
  };
}
