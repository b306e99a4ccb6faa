import { RUNTIME_NAMES } from '@skein/contracts';

/** What the real service says about a runtime name that it does not know. */
export function unknownRuntimeText(runtime: string): string {
  const valid = RUNTIME_NAMES.filter(({ deprecated }) => !deprecated).map(({ name }) => name);
  return `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${valid.join(', ')}] or be a valid ARN`;
}

/** What it says about one that it no longer takes. */
export function deprecatedRuntimeText(runtime: string): string {
  return (
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
    'We recommend you use a supported runtime while creating or updating functions.'
  );
}
