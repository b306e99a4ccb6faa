// Runs a Node.js function inside a sandbox. Started as `node bootstrap.mjs <commandFd> <outcomeFd>`; see PROTOCOL.md.
import { fitHeap } from './heap.mjs';
import { isUtf8 } from 'node:buffer';
import { Calls } from './calls.mjs';
import { Channel } from './channel.mjs';
import { replaceConsole } from './console.mjs';
import { crashDocument, tooLargeDocument } from './errors.mjs';
import { loadFunction } from './function.mjs';

const [commandFd, outcomeFd] = process.argv.slice(2).map(Number);
const INIT = 0x01;
const INVOKE = 0x02;
const DRAIN = 0x04;
const CALL_ANSWER = 0x07;
const READY = 0x81;
const INITIALISED = 0x82;
const INIT_FAILED = 0x83;
const RESULT = 0x85;
const ERROR = 0x86;
const INVALID_EVENT = 0x87;
const CRASH = 0x8a;
const REQUEST_ID_BYTES = 36;
const PREFIX_BYTES = REQUEST_ID_BYTES + 8 + 4;
/** What Node.js exits with after an exception that nobody caught. */
const CRASH_EXIT_CODE = 1;

// Kept from before the function may have replaced them.
const { parse } = JSON;
const nextTurn = setImmediate;

const channel = new Channel(commandFd, outcomeFd, receive);
const calls = new Calls(channel);
const running = { invocation: 0, requestId: undefined };
let maxResponseBytes;
let loaded;

process.argv.length = 2;
replaceConsole(() => running.requestId);
process.on('uncaughtException', (error) => crash(error, false));
process.on('unhandledRejection', (reason) => crash(reason, true));
channel.send(READY, 0, Buffer.from(JSON.stringify({ protocol: 1, runtime: 'node', version: process.versions.node })));

function receive(type, invocation, payload) {
  if (type === INIT) void initialise(parse(payload.toString()));
  else if (type === INVOKE) void invoke(invocation, payload);
  else if (type === CALL_ANSWER) calls.receive(invocation, payload);
  else if (type === DRAIN) process.exit(0);
}

async function initialise(init) {
  ({ maxResponseBytes } = init);
  const tried = await loadFunction(init, channel, calls);
  // A promise that the code left rejected is reported when its turn ends: until then it has not been loaded.
  nextTurn(() => {
    loaded = tried;
    fitHeap(init.memoryMb);
    if (loaded.error === undefined) channel.send(INITIALISED, 0);
    else send(INIT_FAILED, 0, loaded.error);
  });
}

async function invoke(invocation, payload) {
  running.invocation = invocation;
  calls.begin(invocation);
  running.requestId = payload.latin1Slice(0, REQUEST_ID_BYTES);
  const deadlineMs = Number(payload.readBigUInt64LE(REQUEST_ID_BYTES));
  const start = PREFIX_BYTES + payload.readUInt32LE(PREFIX_BYTES - 4);
  const extras = start === PREFIX_BYTES ? {} : parse(payload.toString('utf8', PREFIX_BYTES, start));
  let event;
  try {
    event = parse(readText(payload.subarray(start)));
  } catch (error) {
    finish(INVALID_EVENT, Buffer.from(error.message));
    return;
  }
  const { failed, document } = await loaded.call(event, { requestId: running.requestId, deadlineMs, extras });
  // A promise that the handler left rejected is reported when its turn ends: to this invocation, and not to the next one.
  nextTurn(() => finish(failed ? ERROR : RESULT, document));
}

/** Broken UTF-8 would be read as other characters than were sent. */
function readText(bytes) {
  if (!isUtf8(bytes)) throw new SyntaxError('the event is not UTF-8');
  return bytes.toString();
}

function finish(type, document) {
  const { invocation } = running;
  running.invocation = 0;
  calls.end();
  send(type, invocation, document);
}

function send(type, invocation, document) {
  if (document.length <= maxResponseBytes) channel.send(type, invocation, document);
  else channel.send(type === RESULT ? ERROR : type, invocation, tooLargeDocument(maxResponseBytes));
}

/** What nobody caught ends the invocation, or the loading, and, because nothing is certain any longer, the sandbox. */
function crash(reason, isRejection) {
  const document = crashDocument(reason, isRejection);
  if (running.invocation !== 0) finish(CRASH, document);
  else if (loaded === undefined) send(INIT_FAILED, 0, document);
  process.exit(CRASH_EXIT_CODE);
}
