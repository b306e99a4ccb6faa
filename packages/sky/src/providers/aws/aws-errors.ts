import { SkeinError } from '@skein/contracts';
import { wasNeverSent } from '../connection-errors.ts';

const THROTTLED = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'Throttling',
  'EC2ThrottledException',
  'RequestLimitExceeded',
]);
/** Raised by the SDK before anything is sent. */
const NOT_SENT = new Set(['CredentialsProviderError', 'NoCredentials']);

/** What an error of the AWS SDK means for a caller: above all, whether something may have run. */
export function translateAwsError(provider: string, error: unknown): SkeinError {
  if (error instanceof SkeinError) return error;
  const name = error instanceof Error ? error.name : '';
  const reason = error instanceof Error ? `${name}: ${error.message}` : String(error);
  if (wasNeverSent(error)) return new SkeinError('provider_unreachable', { provider, reason }, { cause: error });
  const status = statusOf(error);
  if (THROTTLED.has(name) || status === 429) return new SkeinError('provider_throttled', { provider }, { cause: error });
  const refused = NOT_SENT.has(name) || (status >= 400 && status < 500) || name === 'TypeError';
  return new SkeinError(refused ? 'provider_refused' : 'provider_failed', { provider, reason }, { cause: error });
}

/** Whether AWS said that something is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && ['ResourceNotFoundException', 'NoSuchEntityException', 'NoSuchEntity'].includes(error.name);
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode ?? 0;
}
