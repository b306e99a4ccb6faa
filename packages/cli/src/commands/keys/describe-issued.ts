import type { KeyIssued } from '@skein/client';

/** A new secret and how it is used, for the one time that it is shown. */
export function describeIssued({ id, secret }: KeyIssued): string {
  return [
    `  id      ${id}`,
    `  secret  ${secret}`,
    '',
    'The secret is shown this once. Use it with',
    `  skein   export SKEIN_KEY=${secret}`,
    `  aws     export AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret} AWS_DEFAULT_REGION=us-east-1`,
    `  curl    -H 'Authorization: Bearer ${secret}'`,
  ].join('\n');
}
