import { SkeinError, requireRole } from '@skein/contracts';
import type { Principal, Role } from '@skein/contracts';
import type { z } from 'zod';
import type { AppContext } from '../../app/context.ts';
import { describeIssue } from './describe-issue.ts';

/** One operation of the Step Functions API: JSON 1.0 over `POST /`, named by the header `X-Amz-Target`. */
export interface Operation {
  readonly name: string;
  /** The least role that may use it. */
  readonly role: Role;
  /** Rejects with `access_denied` besides its own errors. */
  readonly run: (context: AppContext, principal: Principal, body: unknown) => Promise<object>;
}

/** An operation with the shape of its request. Fields that Skein does not know are passed over, as the service does. */
export function defineOperation<Shape extends z.ZodType>(
  name: string,
  role: Role,
  shape: Shape,
  answer: (context: AppContext, principal: Principal, request: z.infer<Shape>) => Promise<object>,
): Operation {
  return {
    name,
    role,
    async run(context, principal, body) {
      requireRole(principal, role, name);
      return await answer(context, principal, readShape(shape, body));
    },
  };
}

function readShape<Shape extends z.ZodType>(shape: Shape, body: unknown): z.infer<Shape> {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => describeIssue(issue, body));
  const count = `${details.length} validation error${details.length === 1 ? '' : 's'} detected`;
  throw new SkeinError('validation_failed', { reason: `${count}: ${details.join('; ')}` });
}
