import { format } from 'node:util';
import { writeAll } from './channel.mjs';

const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' };
const OUTPUT_FD = 1;

/** Gives `console` the line format of Lambda, and lets nothing wait in a buffer when the answer is given. */
export function replaceConsole(requestId) {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...values) => {
      const line = [new Date().toISOString(), requestId(), level, format(...values).replaceAll('\n', '\r')].join('\t');
      writeAll(OUTPUT_FD, Buffer.from(`${line}\n`));
    };
  }
  for (const [stream, fd] of [
    [process.stdout, OUTPUT_FD],
    [process.stderr, 2],
  ]) {
    stream.write = (chunk, encoding, callback) => {
      writeAll(fd, typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) process.nextTick(done);
      return true;
    };
  }
}
