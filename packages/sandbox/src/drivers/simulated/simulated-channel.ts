import { RESPONSE_MAX_BYTES } from '@skein/contracts';
import { FRAME_MARGIN_BYTES, FrameDecoder, encodeInvoke } from '@skein/runtimes';
import type { FrameReceiver } from '@skein/runtimes';
import type { Clock } from '../../clock.ts';
import type { ChannelEvents, HostChannel } from '../../protocol/channel.ts';
import type { FaultChooser } from './faults.ts';

/** The guest's end of a channel, and the host's. */
export interface SimulatedChannel {
  readonly host: HostChannel;
  /** Takes what the host sends. */
  onFrame: FrameReceiver;
  /** Sends bytes to the host: frames, or anything else. */
  write(bytes: Buffer): void;
  log(text: string): void;
}

const MAX_PAYLOAD_BYTES = RESPONSE_MAX_BYTES + FRAME_MARGIN_BYTES;

/**
 * A channel in memory. Both directions are byte streams that are cut anywhere, and what is sent arrives in a later turn, in order.
 * A sandbox that is no longer `alive` hears and says nothing, but what it said before still arrives until the host closes the channel.
 */
export function openSimulatedChannel(events: ChannelEvents, clock: Clock, chooser: FaultChooser, alive: () => boolean): SimulatedChannel {
  let open = true;
  let unread = false;
  const later = (arrive: () => void): void => void clock.after(0, () => (open ? arrive() : undefined));
  const toHost = new FrameDecoder(MAX_PAYLOAD_BYTES, events.onFrame);
  const toGuest = new FrameDecoder(MAX_PAYLOAD_BYTES, (type, invocation, payload) => channel.onFrame(type, invocation, payload));
  const carry = (bytes: Buffer, push: (bytes: Buffer) => void): void => {
    const cut = chooser.cut(bytes.length);
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) later(() => push(part));
  };
  const read = (bytes: Buffer): void => {
    if (!alive()) return;
    unread = false;
    toGuest.push(bytes);
  };
  const begin = (frame: Buffer): void => {
    unread = true;
    carry(frame, read);
  };
  const channel: SimulatedChannel = {
    host: {
      send: (frame) => carry(frame, read),
      sendInit: begin,
      sendInvoke: (frame) => begin(encodeInvoke(frame)),
      isUnread: () => unread,
      drainLog: () => undefined,
      close: () => (open = false),
    },
    onFrame: () => {},
    write: (bytes) => {
      if (!alive()) return;
      carry(bytes, (part) => {
        try {
          toHost.push(part);
          if (toHost.holdsPart) events.onPart();
        } catch (error) {
          events.onBroken(String(error));
        }
      });
    },
    log: (text) => (alive() ? later(() => events.onLog(Buffer.from(text))) : undefined),
  };
  return channel;
}
