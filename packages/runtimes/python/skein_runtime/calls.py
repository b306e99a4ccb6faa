"""Calls of other functions through the host: `context.invoke`. Imported at the first call."""

import os
from select import POLLIN, poll
from struct import Struct
from threading import BoundedSemaphore, Condition, Lock

from skein_runtime.json_text import encode, parse

CALL, CALL_ANSWER = 0x88, 0x07
CALL_PREFIX = Struct("<II")
ANSWER_PREFIX = Struct("<IB")
RESULT, ERROR = 0, 1
# More than this many open calls break the protocol; the rest wait here.
OPEN_MAX = 16

making = Lock()


def calls_of(channel):
    with making:
        if channel.calls is None:
            channel.calls = Calls(channel)
        return channel.calls


class InvokeError(Exception):
    """The called function failed, or was not run at all. `error_type` and `document` say how."""

    def __init__(self, document):
        self.document = document if isinstance(document, dict) else {}
        self.error_type = self.document.get("errorType", "Unknown")
        super().__init__(f"{self.error_type}: {self.document.get('errorMessage', '')}")


class Calls:
    """The open calls of the running invocation. Any thread of the function may call; whichever waits reads for all."""

    def __init__(self, channel):
        self.channel = channel
        self.process_id = os.getpid()
        self.changed = Condition()
        self.room = BoundedSemaphore(OPEN_MAX)
        self.answers = {}
        self.last_call = 0
        self.reading = False
        # Written to when the invocation ends while a thread of it still reads for answers.
        self.wake_reader, self.wake_writer = os.pipe()
        self.frames = poll()
        self.frames.register(channel.command_fd, POLLIN)
        self.frames.register(self.wake_reader, POLLIN)

    def invoke(self, function_name, payload, qualifier):
        if os.getpid() != self.process_id:
            raise RuntimeError("only the function's own process can invoke other functions, not a child of it")
        head = encode({"functionName": function_name} if qualifier is None else {"functionName": function_name, "qualifier": qualifier})
        event = encode(payload)
        with self.room:
            invocation, call = self.send(head, event)
            how, answer = self.wait(invocation, call)
        document = parse(answer.decode())
        if how == RESULT:
            return document
        raise InvokeError(document)

    def send(self, head, event):
        with self.changed:
            invocation = self.channel.invocation
            if invocation == 0:
                raise RuntimeError("the invocation is over")
            self.last_call += 1
            self.channel.send(CALL, invocation, CALL_PREFIX.pack(self.last_call, len(head)) + head + event)
            return invocation, self.last_call

    def wait(self, invocation, call):
        with self.changed:
            while call not in self.answers:
                if self.channel.invocation != invocation:
                    raise RuntimeError("the invocation is over")
                if self.reading:
                    self.changed.wait()
                else:
                    self.read_one()
            return self.answers.pop(call)

    def read_one(self):
        self.reading = True
        self.changed.release()
        frame = None
        try:
            frame = self.next_frame()
        finally:
            self.changed.acquire()
            self.reading = False
            self.changed.notify_all()
        if frame is None or frame[0] != CALL_ANSWER or frame[1] != self.channel.invocation:
            return
        call, how = ANSWER_PREFIX.unpack_from(frame[2])
        self.answers[call] = how, frame[2][ANSWER_PREFIX.size :]

    def next_frame(self):
        """The next frame of the host; None when the invocation has ended meanwhile."""
        if not self.channel.unread:
            ready = [fd for fd, _event in self.frames.poll()]
            if self.channel.command_fd not in ready:
                os.read(self.wake_reader, 1)
                return None
        frame = self.channel.receive()
        if frame is None:
            os._exit(0)
        return frame

    def end(self):
        """No call of the invocation is sent or answered any more; afterwards nobody but the caller reads from the host."""
        with self.changed:
            self.answers.clear()
            if self.reading:
                os.write(self.wake_writer, b"x")
            while self.reading:
                self.changed.wait()
            self.changed.notify_all()
