import type { z } from 'zod';
import type { ErrorCode } from '../errors/kinds.ts';
import type { Role } from '../principal.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a request's body is: a JSON document of a shape, or bytes that are carried and not read. */
export type BodyShape = { readonly json: z.ZodType } | { readonly bytes: string };

/** What a good answer is: a JSON document of a shape, text, bytes, or nothing. */
export type AnswerShape = { readonly json: z.ZodType } | { readonly bytes: string } | { readonly stream: string } | undefined;

/** One route of Skein's own API: everything that callers, the server and the documentation need to agree on. */
export interface RouteDefinition {
  /** Its name in clients and in the OpenAPI document. */
  readonly operationId: string;
  readonly method: HttpMethod;
  /** With parameters in braces, such as `/v1/functions/{name}`. */
  readonly path: string;
  readonly summary: string;
  /** The least role that may use it. */
  readonly role: Role | 'anyone';
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyShape;
  /** Bytes a body may have. */
  readonly bodyMaxBytes?: number;
  readonly status: number;
  readonly answer: AnswerShape;
  /** Headers of a good answer, with what they mean. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Errors of its own, besides those that every route may answer with. */
  readonly errors: readonly ErrorCode[];
}

/** How an API says errors. */
export interface ErrorForm {
  /** Its name among the schemas of the OpenAPI document. */
  readonly name: string;
  readonly shape: z.ZodType;
  /** Where this API has another status than the catalogue. */
  readonly statuses: Readonly<Partial<Record<ErrorCode, number>>>;
  /** What any of its routes may answer with. */
  readonly common: readonly ErrorCode[];
  /** What a route that reads a JSON document may answer with besides. */
  readonly document: readonly ErrorCode[];
}

/** What a route that asks for a key may answer with besides. */
export const KEY_ERRORS = [
  'key_missing',
  'key_invalid',
  'key_expired',
  'key_revoked',
  'access_denied',
] as const satisfies readonly ErrorCode[];
