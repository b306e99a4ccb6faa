export type { AppContext, Logger } from './app/context.ts';
export { runEvent } from './app/events/run-event.ts';
export { activateWaiting } from './app/functions/activate-revision.ts';
export { FunctionResolver } from './app/functions/function-resolver.ts';
export { createFront } from './http/front/front.ts';
export type { Front } from './http/front/front.ts';
export { encodeLambdaError } from './http/lambda/encode-error.ts';
export { createHttpServer } from './http/server.ts';
export type { HttpOptions } from './http/server-options.ts';
