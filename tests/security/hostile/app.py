"""A hostile function: does what the event names, and tells how far it got."""

import importlib
import os
import signal
import tempfile

from attempts import ATTEMPTS, carry_out

# Each registers its attempts.
for name in ("files", "kernel", "limits", "network", "others"):
    importlib.import_module(name)


def handler(event, _context):
    if "attempt" in event:
        return carry_out(event["attempt"], event["world"])
    if "link" in event:
        os.symlink(event["link"], os.path.join(tempfile.gettempdir(), "link"))
        return "linked"
    if "signal" in event:
        return signal_everybody()
    return sorted(ATTEMPTS)


def signal_everybody():
    """Its own group, and then all but itself and the first process. Ignored by all that do not wait for it."""
    os.killpg(0, signal.SIGURG)
    try:
        os.kill(-1, signal.SIGURG)
    except ProcessLookupError:
        return "nobody is there"
    return "somebody is there"
