/** Who a request acts for. It is set on every request: `open` as long as no keys are in force. */
export interface Principal {
  readonly id: string;
  readonly kind: 'open' | 'key';
  readonly role: Role;
}

export const ROLES = ['admin', 'developer', 'invoker'] as const;
export type Role = (typeof ROLES)[number];

/** The principal of every request while no keys are in force (loopback only). */
export const OPEN_PRINCIPAL: Principal = Object.freeze({ id: 'open', kind: 'open', role: 'admin' });
