"""Keeps some recruits ready for the next sandboxes."""

import os

from recruit import Recruit

# So many that starts one after the other always find one.
SPARES = 2
# Later than the start that used up the last one, which is in a hurry.
DELAY_SECONDS = 0.02


class Reserve:
    def __init__(self, loop, children, new_control_group, remove_control_group):
        self._loop = loop
        self._children = children
        self._new_control_group = new_control_group
        self._remove_control_group = remove_control_group
        self._spares = []
        self._closed = False

    def fill(self):
        while len(self._spares) < SPARES and not self._closed:
            self._spares.append(self._recruit())

    def take(self):
        """A spare recruit, or a new one; whoever takes it watches its end."""
        recruit = self._spares.pop(0) if self._spares else self._recruit()
        self._loop.later(DELAY_SECONDS, self.fill)
        return recruit

    def close(self):
        self._closed = True
        for recruit in self._spares:
            recruit.close_orders()

    @property
    def is_empty(self):
        return not self._spares

    def _recruit(self):
        recruit = Recruit(self._new_control_group())
        self._children.on_exit(recruit.pid, lambda _: self._on_gone(recruit))
        return recruit

    def _on_gone(self, recruit):
        self._spares.remove(recruit)
        recruit.close_orders()
        os.close(recruit.report)
        os.close(recruit.info)
        self._remove_control_group(recruit.control_group)
