import { format } from 'node:util';
import { writeAll } from './channel.mjs';

const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' };
const OUTPUT_FD = 1;
let requestId = () => undefined;

/** Gives `console` the line format of Lambda, and lets nothing wait in a buffer when the answer is given. */
export function replaceConsole(getRequestId) {
  requestId = getRequestId;
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...values) => writeLine(level, format(...values));
  }
  for (const [stream, fd] of [
    [process.stdout, OUTPUT_FD],
    [process.stderr, 2],
  ]) {
    stream.write = (chunk, encoding, callback) => {
      writeLog(fd, typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) process.nextTick(done);
      return true;
    };
  }
}

/** One line of the log, which is the log of the runtime too: what the function makes of `console` does not matter to it. */
export function writeLine(level, text) {
  const line = [new Date().toISOString(), requestId(), level, text.replaceAll('\n', '\r')].join('\t');
  writeLog(OUTPUT_FD, Buffer.from(`${line}\n`));
}

/** What cannot be written is lost, as with a stream: the function may have closed its own log. */
function writeLog(fd, bytes) {
  try {
    writeAll(fd, bytes);
  } catch (error) {
    if (error.syscall === undefined) throw error;
  }
}
