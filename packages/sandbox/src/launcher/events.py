"""One thread, one poll loop: descriptors that become readable and things to do later."""

import heapq
import itertools
import select
import sys
import time


class EventLoop:
    def __init__(self):
        self._poll = select.poll()
        self._handlers = {}
        self._timers = []
        self._order = itertools.count()
        self._running = True

    def watch(self, descriptor, handler):
        """Calls the handler whenever the descriptor is readable or its other end is gone."""
        self._handlers[descriptor] = handler
        self._poll.register(descriptor, select.POLLIN)

    def forget(self, descriptor):
        if self._handlers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def later(self, delay_seconds, action):
        heapq.heappush(self._timers, (time.monotonic() + delay_seconds, next(self._order), action))

    def stop(self):
        self._running = False

    def run(self):
        while self._running:
            for descriptor, _ in self._poll.poll(self._wait_milliseconds()):
                # An earlier handler of the same round may have forgotten this descriptor.
                handler = self._handlers.get(descriptor)
                if handler is not None:
                    _run(handler)
            self._run_due_timers()

    def _wait_milliseconds(self):
        if not self._timers:
            return None
        return max(0.0, (self._timers[0][0] - time.monotonic()) * 1000)

    def _run_due_timers(self):
        while self._timers and self._timers[0][0] <= time.monotonic():
            _run(heapq.heappop(self._timers)[2])


def _run(action):
    """One sandbox's trouble must not end the others: it is complained about, and the loop goes on."""
    try:
        action()
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
