import { CONTROL_REQUEST_MAX_BYTES } from '../limits.ts';
import type { RouteDefinition } from './route.ts';
import { functionName } from './shapes.ts';
import { explanation, explanations, ledgerPage, ledgerQuery, placeReport, placementChange, providerPage } from './sky-shapes.ts';

/** Routes of placements: functions that run at other places, too. */
export const SKY_ROUTES = {
  listProviders: {
    operationId: 'listProviders',
    method: 'GET',
    path: '/v1/sky/providers',
    summary: 'Places a function can run in.',
    role: 'developer',
    status: 200,
    answer: { json: providerPage },
    errors: [],
  },
  listPlacements: {
    operationId: 'listPlacements',
    method: 'GET',
    path: '/v1/sky/functions',
    summary: 'Every placed function, with what is known of its places.',
    role: 'developer',
    status: 200,
    answer: { json: explanations },
    errors: [],
  },
  placeFunction: {
    operationId: 'placeFunction',
    method: 'PUT',
    path: '/v1/sky/functions/{name}',
    summary:
      'Brings a function as it is now to providers; from the next call on a policy chooses where it runs. Failures at some are listed.',
    role: 'developer',
    parameters: functionName,
    body: { json: placementChange },
    bodyMaxBytes: CONTROL_REQUEST_MAX_BYTES,
    status: 200,
    answer: { json: placeReport },
    errors: [
      'function_not_found',
      'function_not_ready',
      'provider_not_found',
      'provider_unreachable',
      'provider_throttled',
      'provider_refused',
      'provider_failed',
      'price_plan_not_found',
    ],
  },
  explainPlacement: {
    operationId: 'explainPlacement',
    method: 'GET',
    path: '/v1/sky/functions/{name}',
    summary: 'What is known of the places of one function, and which one would be chosen.',
    role: 'developer',
    parameters: functionName,
    status: 200,
    answer: { json: explanation },
    errors: ['placement_not_found'],
  },
  unplaceFunction: {
    operationId: 'unplaceFunction',
    method: 'DELETE',
    path: '/v1/sky/functions/{name}',
    summary: 'Takes a function back from everywhere else. What could not be removed there is listed.',
    role: 'developer',
    parameters: functionName,
    status: 200,
    answer: { json: placeReport },
    errors: ['placement_not_found'],
  },
  getLedger: {
    operationId: 'getLedger',
    method: 'GET',
    path: '/v1/sky/ledger',
    summary: 'Calls of placed functions with their bills, newest first, and their sums.',
    role: 'developer',
    query: ledgerQuery,
    status: 200,
    answer: { json: ledgerPage },
    errors: [],
  },
} as const satisfies Readonly<Record<string, RouteDefinition>>;
