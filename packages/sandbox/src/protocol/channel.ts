import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { RESPONSE_MAX_BYTES } from '@skein/contracts';
import { FRAME_MARGIN_BYTES, FrameDecoder, encodeInvoke, encodeInvokeHead } from '@skein/runtimes';
import type { FrameReceiver, InvokeFrame } from '@skein/runtimes';
import { LogReader } from './log-reader.ts';
import { openReader } from './open-reader.ts';

/** Up to this size an event is copied behind its head and sent with one write; above, two writes cost less than the copy. */
const ONE_WRITE_MAX_BYTES = 32 * 1024;

export interface ChannelEvents {
  readonly onFrame: FrameReceiver;
  /** What was read ends with a part of a frame. */
  readonly onPart: () => void;
  /** Output of the sandbox. The chunk's memory is used again afterwards. */
  readonly onLog: (chunk: Buffer) => void;
  /** The other side broke the protocol, or a pipe failed. */
  readonly onBroken: (reason: string) => void;
}

/** How the host speaks to a sandbox. What the sandbox says goes to the events that the channel was opened with. */
export interface HostChannel {
  send(frame: Buffer): void;
  sendInit(frame: Buffer): void;
  sendInvoke(frame: InvokeFrame): void;
  /** Whether the last INIT or INVOKE was not read to its end, so that nothing runs for it. To be asked when the sandbox is gone. */
  isUnread(): boolean;
  /** Hands out what the sandbox has written to its log until now and what was not read yet, for it wrote too much. */
  drainLog(): void;
  close(): void;
}

/** The host's ends of a sandbox's three pipes. */
export class SandboxChannel implements HostChannel {
  readonly #command: Socket;
  readonly #commandDescriptor: number;
  readonly #outcome: Socket;
  readonly #log: LogReader;
  /** An INIT or INVOKE was sent last: what lies in the pipe is of that frame. */
  #begins = false;
  #refused = false;

  constructor(channelDir: string, events: ChannelEvents) {
    const decoder = new FrameDecoder(RESPONSE_MAX_BYTES + FRAME_MARGIN_BYTES, events.onFrame);
    const decode = (chunk: Buffer): boolean => {
      try {
        decoder.push(chunk);
        if (decoder.holdsPart) events.onPart();
      } catch (error) {
        events.onBroken(String(error));
      }
      return true;
    };
    this.#outcome = openReader(path.join(channelDir, 'outcome'), decode, events.onBroken).socket;
    this.#log = new LogReader(path.join(channelDir, 'log'), events.onLog, events.onBroken);
    this.#commandDescriptor = openSync(path.join(channelDir, 'command'), constants.O_WRONLY | constants.O_NONBLOCK);
    this.#command = new Socket({ fd: this.#commandDescriptor, readable: false, writable: true });
    this.#command.on('error', (error) => {
      this.#refused = true;
      events.onBroken(error.message);
    });
  }

  send(frame: Buffer): void {
    this.#begins = false;
    this.#command.write(frame);
  }

  sendInit(frame: Buffer): void {
    this.#begins = true;
    this.#command.write(frame);
  }

  sendInvoke(frame: InvokeFrame): void {
    this.#begins = true;
    if (frame.event.length <= ONE_WRITE_MAX_BYTES) {
      this.#command.write(encodeInvoke(frame));
      return;
    }
    this.#command.write(encodeInvokeHead(frame));
    this.#command.write(frame.event);
  }

  isUnread(): boolean {
    if (!this.#begins) return false;
    // Of a large event a part may still wait here, for room in the pipe.
    if (this.#refused || this.#command.writableLength > 0) return true;
    return !this.#command.destroyed && holdsBytes(this.#commandDescriptor);
  }

  drainLog(): void {
    this.#log.drain();
  }

  close(): void {
    this.#command.destroy();
    this.#outcome.destroy();
    this.#log.close();
  }
}

/** Whether a pipe whose writing end we hold has something in it that nobody has read. Takes it out. */
function holdsBytes(writer: number): boolean {
  // Not by its name: the launcher may have removed it already.
  const reader = openSync(`/proc/self/fd/${writer}`, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return readSync(reader, Buffer.alloc(1)) > 0;
  } catch {
    // Empty: reading would have to wait.
    return false;
  } finally {
    closeSync(reader);
  }
}
