import { CONTROL_REQUEST_MAX_BYTES } from '../limits.ts';
import type { RouteDefinition } from './route.ts';
import { keyId, keyIssued, keyPage, keyPageQuery, keyShown, newKey, rotation } from './shapes.ts';

/** Routes of keys: only an admin may use them. */
export const KEY_ROUTES = {
  listKeys: {
    operationId: 'listKeys',
    method: 'GET',
    path: '/v1/keys',
    summary: 'Keys in order of their making, with those that have expired or were revoked.',
    role: 'admin',
    query: keyPageQuery,
    status: 200,
    answer: { json: keyPage },
    errors: ['key_not_found'],
  },
  createKey: {
    operationId: 'createKey',
    method: 'POST',
    path: '/v1/keys',
    summary: 'Makes a key. From the first one on every request needs a key, so the first is an admin.',
    role: 'admin',
    body: { json: newKey },
    bodyMaxBytes: CONTROL_REQUEST_MAX_BYTES,
    status: 201,
    answer: { json: keyIssued },
    errors: ['invalid_parameter', 'first_key_not_admin', 'key_limit', 'storage_failed'],
  },
  getKey: {
    operationId: 'getKey',
    method: 'GET',
    path: '/v1/keys/{keyId}',
    summary: 'One key.',
    role: 'admin',
    parameters: keyId,
    status: 200,
    answer: { json: keyShown },
    errors: ['key_not_found'],
  },
  revokeKey: {
    operationId: 'revokeKey',
    method: 'DELETE',
    path: '/v1/keys/{keyId}',
    summary: 'Ends a key at once. What it has begun goes on, and it stays in the list.',
    role: 'admin',
    parameters: keyId,
    status: 204,
    answer: undefined,
    errors: ['key_not_found', 'storage_failed'],
  },
  rotateKey: {
    operationId: 'rotateKey',
    method: 'POST',
    path: '/v1/keys/{keyId}/rotate',
    summary: 'Gives a key a new secret; the one before ends at once or after an overlap.',
    role: 'admin',
    parameters: keyId,
    query: rotation,
    status: 200,
    answer: { json: keyIssued },
    errors: ['key_not_found', 'invalid_parameter', 'storage_failed'],
  },
} as const satisfies Readonly<Record<string, RouteDefinition>>;
