export * from './errors/kinds.ts';
export * from './errors/skein-error.ts';
export * from './function.ts';
export * from './invocation.ts';
export * from './limits.ts';
export * from './principal.ts';
export * from './runtimes.ts';
export * from './scope.ts';
