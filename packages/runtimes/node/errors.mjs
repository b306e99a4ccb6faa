/** The document of what a handler threw or rejected with, in the shape of Lambda's Node.js runtime. */
export function errorDocument(reason) {
  return encode(describe(reason), reason);
}

/** The document of what nobody caught. */
export function crashDocument(reason, isRejection) {
  if (!isRejection) return errorDocument(reason);
  const { errorMessage, trace } = describe(reason);
  const message = reason instanceof Error ? reason.toString() : errorMessage;
  return encode({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, trace }, reason);
}

/** The document of an error that the runtime itself found. */
export function runtimeError(errorType, errorMessage, cause) {
  return encode({ errorType, errorMessage, trace: traceOf(cause) }, cause);
}

function describe(reason) {
  if (reason instanceof Error) return { errorType: reason.name, errorMessage: reason.message, trace: traceOf(reason) };
  return { errorType: typeof reason, errorMessage: String(reason), trace: [] };
}

function traceOf(reason) {
  return reason instanceof Error && typeof reason.stack === 'string' ? reason.stack.split('\n') : [];
}

function encode(document, reason) {
  const logged = { ...document, ...(reason instanceof Error && reason.code !== undefined ? { code: reason.code } : {}) };
  console.error('Invoke Error', JSON.stringify(logged));
  return Buffer.from(JSON.stringify(document));
}
