"""Prints pickles: a function that takes so many seconds, with the arguments of so many calls; or, after `read`, results as JSON."""

import base64
import json
import sys

import dill


def make_square(seconds):
    def square(n):
        import time

        time.sleep(seconds)
        return n * n

    return square


def pack(value):
    return base64.b64encode(dill.dumps(value)).decode()


def main(first, *rest):
    if first == "read":
        print(json.dumps([dill.loads(base64.b64decode(text)) for text in rest]))
        return
    square = make_square(float(rest[0]) if rest else 0.05)
    print(json.dumps({"callable": pack(square), "calls": [pack(((n,), {})) for n in range(int(first))]}))


main(*sys.argv[1:])
