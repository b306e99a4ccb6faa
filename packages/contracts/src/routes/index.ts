export * from './open-api.ts';
export type * from './route.ts';
export * from './v1-routes.ts';
