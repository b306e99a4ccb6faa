"""Keeps one recruit ready for the next sandbox."""

import os

from recruit import Recruit

# Later than the start that used up the last one, which is in a hurry.
DELAY_SECONDS = 0.03


class Reserve:
    def __init__(self, loop, children, new_control_group, remove_control_group):
        self._loop = loop
        self._children = children
        self._new_control_group = new_control_group
        self._remove_control_group = remove_control_group
        self._spare = None
        self._closed = False

    def fill(self):
        if self._spare is None and not self._closed:
            self._spare = self._recruit()

    def take(self):
        """The spare recruit, or a new one; whoever takes it watches its end."""
        recruit, self._spare = self._spare or self._recruit(), None
        self._loop.later(DELAY_SECONDS, self.fill)
        return recruit

    def close(self):
        self._closed = True
        if self._spare is not None:
            self._spare.close_orders()

    @property
    def is_empty(self):
        return self._spare is None

    def _recruit(self):
        recruit = Recruit(self._new_control_group())
        self._children.on_exit(recruit.pid, lambda _: self._on_gone(recruit))
        return recruit

    def _on_gone(self, recruit):
        self._spare = None
        recruit.close_orders()
        os.close(recruit.report)
        os.close(recruit.info)
        self._remove_control_group(recruit.control_group)
