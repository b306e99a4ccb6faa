import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext } from './context.mjs';
import { LoadError, errorDocument, loadErrorDocument, messageOf, runtimeError } from './errors.mjs';

// Kept from before the function may have replaced them.
const { stringify } = JSON;
const OwnPromise = Promise;

const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/** Loads the handler that INIT names. What comes back has `call`, or `error` when the code cannot be loaded. */
export async function loadFunction(init, channel, calls) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, init.environment);
  process.chdir(init.codeDir);
  try {
    const handler = await findHandler(init);
    return { call: (event, call) => callHandler(handler, event, call, { init, channel, calls }) };
  } catch (error) {
    return { error: loadErrorDocument(error) };
  }
}

async function findHandler({ handler, codeDir }) {
  const folder = path.dirname(handler);
  const [base, ...names] = path.basename(handler).split('.');
  if (names.length === 0) throw new LoadError('Runtime.MalformedHandlerName', 'Bad handler');
  const stem = path.join(codeDir, folder, base);
  const file = EXTENSIONS.map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(stem)}'`);
  const module = await import(pathToFileURL(file).href);
  const found = pick(module, names) ?? pick(module.default, names);
  if (typeof found !== 'function') {
    const what = found === undefined ? 'undefined or not exported' : 'not a function';
    throw new LoadError('Runtime.HandlerNotFound', `${handler} is ${what}`);
  }
  return found;
}

function pick(from, names) {
  return names.reduce((value, name) => value?.[name], from);
}

async function callHandler(handler, event, call, sandbox) {
  try {
    const result = await runHandler(handler, event, call, sandbox);
    return encodeResult(result);
  } catch (reason) {
    return { failed: true, document: errorDocument(reason) };
  }
}

function runHandler(handler, event, call, { init, channel, calls }) {
  return new OwnPromise((resolve, reject) => {
    const answerByCallback = (error, result) => {
      const settle = () => (error === undefined || error === null ? resolve(result) : reject(error));
      if (context.callbackWaitsForEmptyEventLoop) whenLoopIsEmpty(channel, settle);
      else settle();
    };
    const context = createContext(init, call, answerByCallback, calls);
    const returned = handler(event, context, answerByCallback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3 && !context.usesCallback()) resolve(returned);
  });
}

/** Calls back when nothing but the host could wake this process. */
function whenLoopIsEmpty(channel, callback) {
  channel.unref();
  process.once('beforeExit', () => {
    channel.ref();
    callback();
  });
}

function encodeResult(result) {
  try {
    return { failed: false, document: Buffer.from(stringify(result === undefined ? null : result) ?? 'null') };
  } catch (error) {
    return {
      failed: true,
      document: runtimeError('Runtime.MarshalError', `Unable to stringify response body: ${messageOf(error)}`, error),
    };
  }
}
