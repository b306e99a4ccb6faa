export * from './open-api.ts';
export type * from './route.ts';
export * from './task-routes.ts';
export { canonicalUuid } from './task-shapes.ts';
export * from './v1-routes.ts';
