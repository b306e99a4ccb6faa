"""What the simulated platforms' requests have in common."""

import json


class Headers(dict):
    """Found by their names, however these are written."""

    def __init__(self, values):
        super().__init__((name.lower(), value) for name, value in values.items())

    def get(self, name, default=None):
        return super().get(name.lower(), default)

    def add(self, name, value):
        if value is not None:
            self[name.lower()] = value


def client_context_of(context):
    """As JSON text; None when the caller sent none."""
    given = context.client_context
    if given is None:
        return None
    return json.dumps({"custom": given.custom, "env": given.env, "client": given.client and vars(given.client)})
