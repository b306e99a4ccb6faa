"""A client of the task API as courses write it: the standard library and dill. Prints one JSON object of what it saw."""

import json
import random

from task_api import execute, register, run, wait


def double(n):
    return n * 2


def fail(text):
    raise ValueError(text)


def join(*args, sep="-", **kwargs):
    return sep.join([*args, *(f"{key}={value}" for key, value in kwargs.items())])


def main():
    seen = {}
    function_id = register(double)
    numbers = [random.randrange(10_000) for _ in range(1_000)]
    tasks = [(number, execute(function_id, number)) for number in numbers]
    seen["doubled"] = sum(wait(task) == ("COMPLETED", number * 2) for number, task in tasks)
    status, error = run(fail, "no ü good")
    seen["exception"] = [status, type(error).__name__, *error.args]
    seen["kwargs"] = run(join, "a", "b", sep="+", c=1)
    seen["tuple"] = run(lambda t: t == (1, (2, 3)) and isinstance(t, tuple), (1, (2, 3)))
    seen["bytes"] = run(lambda b: b == bytes(range(256)), bytes(range(256)))
    factor = 7
    seen["closure"] = run(lambda n: n * factor, 6)
    status, error = run(lambda: (_ for _ in ()))
    seen["generator"] = [status, type(error).__name__]
    status, error = run(double)
    seen["arguments"] = [status, type(error).__name__]

    def raise_mine():
        class Mine(Exception):
            def __init__(self, first, second):
                super().__init__(f"{first} and {second}")

        raise Mine("left", "right")

    status, error = run(raise_mine)
    seen["mine"] = [status, type(error).__name__, str(error)]

    def leave():
        raise SystemExit(3)

    status, error = run(leave)
    seen["exit"] = [status, type(error).__name__]
    print(json.dumps(seen))


main()
