/** Types of exceptions that Skein itself raises for a task that left none behind. */
export type RaisedException = 'RuntimeError' | 'TimeoutError' | 'MemoryError' | 'CancelledError';

const MODULES: Readonly<Record<RaisedException, string>> = {
  RuntimeError: 'builtins',
  TimeoutError: 'builtins',
  MemoryError: 'builtins',
  CancelledError: 'concurrent.futures',
};

const CHARACTERS_MAX = 16_000;

/**
 * The pickle of an exception with one text, in Base64, as any Python 3 opens it: `<module>.<type>(<message>)` in protocol 2
 * ("pickletools" in Python's library has the opcodes). Writing one needs no Python.
 */
export function pickleException(type: RaisedException, message: string): string {
  const text = Buffer.from(message.slice(0, CHARACTERS_MAX).toWellFormed());
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const head = `\x80\x02c${MODULES[type]}\n${type}\nX`;
  return Buffer.concat([Buffer.from(head, 'latin1'), size, text, Buffer.from('\x85R.', 'latin1')]).toString('base64');
}
