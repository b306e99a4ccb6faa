import { types } from 'node:util';
import { writeLine } from './console.mjs';

// Kept from before the function may have replaced them.
const { stringify } = JSON;

const MISSING_MODULE = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
const UNKNOWN_TEXT = 'a value that has no text';

/** The document of what a handler threw or rejected with, in the shape of Lambda's Node.js runtime. */
export function errorDocument(reason) {
  return encode(describe(reason), reason);
}

/** The document of what nobody caught. */
export function crashDocument(reason, isRejection) {
  if (!isRejection) return errorDocument(reason);
  const { errorMessage, trace } = describe(reason);
  const message = isError(reason) ? textOf(reason) : errorMessage;
  return encode({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, trace }, reason);
}

/** The document of an error that the runtime itself found. */
export function runtimeError(errorType, errorMessage, cause) {
  return encode({ errorType, errorMessage, trace: traceOf(cause) }, cause);
}

/** The code is not of the kind that Lambda asks for. */
export class LoadError extends Error {
  constructor(errorType, message) {
    super(message);
    this.errorType = errorType;
  }
}

/** The document for code that cannot be loaded, by what was thrown while it was tried. */
export function loadErrorDocument(error) {
  if (!isError(error)) return errorDocument(error);
  if (error instanceof LoadError) return runtimeError(error.errorType, error.message, error);
  if (error instanceof SyntaxError) return runtimeError('Runtime.UserCodeSyntaxError', textOf(error), error);
  if (MISSING_MODULE.has(read(error, 'code'))) return runtimeError('Runtime.ImportModuleError', textOf(error), error);
  return errorDocument(error);
}

/** The document instead of one that is larger than an answer may be. */
export function tooLargeDocument(limitBytes) {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`;
  return Buffer.from(stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }));
}

/** The message of an error, or the text of whatever else was thrown. */
export function messageOf(reason) {
  return textOf(isError(reason) ? read(reason, 'message') : reason);
}

function describe(reason) {
  const errorType = isError(reason) ? textOf(read(reason, 'name') ?? 'Error') : typeof reason;
  return { errorType, errorMessage: messageOf(reason), trace: traceOf(reason) };
}

function traceOf(reason) {
  const stack = isError(reason) ? read(reason, 'stack') : undefined;
  return typeof stack === 'string' ? stack.split('\n') : [];
}

function encode(document, reason) {
  const code = isError(reason) ? read(reason, 'code') : undefined;
  const logged = typeof code === 'string' || typeof code === 'number' ? { ...document, code } : document;
  writeLine('ERROR', `Invoke Error ${stringify(logged)}`);
  return Buffer.from(stringify(document));
}

// What a function throws may itself throw at everything that is done with it: getters, proxies, objects without a text.

function isError(reason) {
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- its successor came with Node 24, and functions may run on 20
    return types.isNativeError(reason) || reason instanceof Error;
  } catch {
    return false;
  }
}

function read(reason, name) {
  try {
    return reason[name];
  } catch {
    return undefined;
  }
}

function textOf(value) {
  try {
    return String(value);
  } catch {
    return UNKNOWN_TEXT;
  }
}
