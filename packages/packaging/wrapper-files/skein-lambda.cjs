'use strict';
// Calls a Lambda-style handler where Lambda is not. The function's own files are as they were, in a folder that the settings name.

const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const MS_PER_SECOND = 1000;
const EXTENSIONS = ['.js', '.mjs', '.cjs'];
// The handler and its settings are those of the package, so that a platform needs nothing but its files.
const settings = JSON.parse(readFileSync(path.join(__dirname, 'skein_settings.json'), 'utf8'));
const codeFolder = path.join(__dirname, settings.codeFolder);

/** What Lambda's context has, as far as other platforms can tell. */
function createContext(requestId, clientContext) {
  const deadlineMs = performance.now() + settings.timeoutSeconds * MS_PER_SECOND;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB: String(settings.memoryMb),
    awsRequestId: requestId,
    requestId,
    request_id: requestId,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadlineMs - performance.now())),
  };
}

class LoadError extends Error {
  constructor(errorType, message) {
    super(message);
    this.errorType = errorType;
  }
}

async function findHandler() {
  const { handler } = settings;
  const [base, ...names] = path.basename(handler).split('.');
  if (names.length === 0) throw new LoadError('Runtime.MalformedHandlerName', 'Bad handler');
  const stem = path.join(codeFolder, path.dirname(handler), base);
  const file = EXTENSIONS.map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(stem)}'`);
  const module = await import(pathToFileURL(file).href);
  const found = pick(module, names) ?? pick(module.default, names);
  if (typeof found === 'function') return found;
  throw new LoadError('Runtime.HandlerNotFound', `${handler} is ${found === undefined ? 'undefined or not exported' : 'not a function'}`);
}

function pick(from, names) {
  return names.reduce((value, name) => value?.[name], from);
}

async function load() {
  // Where a function is on Lambda, and looks for its files.
  process.env.LAMBDA_TASK_ROOT = codeFolder;
  process.chdir(codeFolder);
  try {
    return { handler: await findHandler() };
  } catch (error) {
    if (error instanceof LoadError) return { failure: failure(error.errorType, error.message, error) };
    if (error instanceof SyntaxError) return { failure: failure('Runtime.UserCodeSyntaxError', error.toString(), error) };
    const isMissing = error instanceof Error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND');
    return { failure: isMissing ? failure('Runtime.ImportModuleError', error.toString(), error) : thrown(error) };
  }
}

/** Begins with the process, as on Lambda, and not with the first call. */
const loaded = load();

/** HTTP status and document of a call whose event is JSON text. */
async function run(body, context) {
  const { handler, failure: loadFailure } = await loaded;
  const beganMs = performance.now();
  const began = process.cpuUsage();
  const answer = loadFailure === undefined ? await call(handler, body, context) : { status: 500, document: loadFailure };
  printUsage(context.awsRequestId, performance.now() - beganMs, process.cpuUsage(began));
  return answer;
}

async function call(handler, body, context) {
  const text = String(body ?? '');
  let event;
  try {
    event = text === '' ? {} : JSON.parse(text);
  } catch (error) {
    const message = `Could not parse request body into json: ${error.message}`;
    return { status: 400, document: failure('InvalidRequestContentException', message) };
  }
  try {
    return write(await runHandler(handler, event, context));
  } catch (reason) {
    return { status: 500, document: thrown(reason) };
  }
}

function runHandler(handler, event, platformContext) {
  return new Promise((resolve, reject) => {
    let usesCallback = false;
    const callback = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    const legacy = (error, result) => {
      usesCallback = true;
      callback(error, result);
    };
    const context = Object.assign(Object.create(platformContext), {
      done: legacy,
      succeed: (result) => legacy(undefined, result),
      fail: (error) => legacy(error ?? new Error('failed')),
    });
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3 && !usesCallback) resolve(returned);
  });
}

function write(result) {
  try {
    return { status: 200, document: JSON.stringify(result === undefined ? null : result) ?? 'null' };
  } catch (error) {
    return { status: 500, document: failure('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`, error) };
  }
}

function thrown(reason) {
  if (reason instanceof Error) return failure(reason.name, reason.message, reason);
  return failure(typeof reason, String(reason));
}

/** The document of an error, in the shape of Lambda's Node.js runtime; it is logged, too. */
function failure(errorType, errorMessage, cause) {
  const trace = cause instanceof Error && typeof cause.stack === 'string' ? cause.stack.split('\n') : [];
  const document = JSON.stringify({ errorType, errorMessage, trace });
  console.error('Invoke Error', document);
  return document;
}

/** One line by which the call is found in the platform's log. Calls at the same time share their processor time. */
function printUsage(requestId, durationMs, { user, system }) {
  const { maxRSS } = process.resourceUsage();
  const usage = { type: 'skein.usage', requestId, durationMs, processorMs: (user + system) / 1000, maxMemoryMb: Math.floor(maxRSS / 1024) };
  // What a function writes need not end with a line's end, and the usage must stand at the beginning of one.
  process.stdout.write(`\n${JSON.stringify(usage)}\n`);
}

module.exports = { createContext, run };
