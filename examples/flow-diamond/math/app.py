"""Arithmetic for the nodes of the diamond: each node says what it wants done."""

import random

WORK = {
    "rand": lambda event: random.randint(0, event["a"]),
    "square": lambda event: event["a"] ** 2,
    "cube": lambda event: event["a"] ** 3,
    "add": lambda event: event["a"] + event["b"],
}


def handler(event, context):
    return {"value": WORK[event["do"]](event)}
