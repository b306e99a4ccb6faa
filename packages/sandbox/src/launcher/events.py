"""One thread, one poll loop: descriptors that become readable, things to do soon, the most urgent first, and things to do later."""

import heapq
import itertools
import select
import sys
import time


class EventLoop:
    def __init__(self):
        self._poll = select.poll()
        self._handlers = {}
        self._soon = []
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

    def soon(self, urgency, action):
        """Runs the action as soon as nothing more urgent is to be done; 0 is the most urgent, and of equal ones who came first."""
        heapq.heappush(self._soon, (urgency, next(self._order), action))

    def drop_soon(self):
        self._soon.clear()

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
            # One at a time: what has come in meanwhile may be more urgent than the next.
            if self._soon:
                _run(heapq.heappop(self._soon)[2])

    def _wait_milliseconds(self):
        if self._soon:
            return 0
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
