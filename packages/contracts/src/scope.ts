/** The account and region that every stored row and every ARN carries. One of each per server. */
export interface Scope {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

export const DEFAULT_SCOPE: Scope = Object.freeze({ account: '000000000000', region: 'us-east-1' });

/** The unqualified ARN of a function, or the qualified one when a qualifier is given. */
export function functionArn(scope: Scope, functionName: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${scope.region}:${scope.account}:function:${functionName}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
