"""Uses skein_faas as programs do that know concurrent.futures. Prints one JSON object of what it saw."""

import concurrent.futures
import json
import random
import sys
import threading
import time
import traceback

from skein_faas import Client, RemoteTraceback, ServerError, SkeinExecutor

URL, SERIALIZER = sys.argv[1:]


def double(n):
    return n * 2


def fail(text):
    raise ValueError(text)


def join(*args, sep="-", **kwargs):
    return sep.join([*args, *(f"{key}={value}" for key, value in kwargs.items())])


def pause(seconds):
    import time

    time.sleep(seconds)
    return seconds


def see(seen, executor):
    numbers = [random.randrange(10_000) for _ in range(1_000)]
    seen["doubled"] = list(executor.map(double, numbers)) == [n * 2 for n in numbers]
    seen["chunks"] = list(executor.map(double, numbers, chunksize=64)) == [n * 2 for n in numbers]
    futures = {executor.submit(lambda n, factor=n: n * factor, 2): n for n in range(50)}
    seen["lambdas"] = all(future.result() == 2 * futures[future] for future in concurrent.futures.as_completed(futures))
    seen["kwargs"] = executor.submit(join, "a", "b", sep="+", c=1).result()
    seen["types"] = executor.submit(lambda *values: values, (1, (2,)), b"\x00\xff", {3}, None).result() == (
        (1, (2,)),
        b"\x00\xff",
        {3},
        None,
    )
    future = executor.submit(fail, "no good")
    error = future.exception()
    printed = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    seen["error"] = [repr(error), type(error.__cause__) is RemoteTraceback, "in fail" in printed]
    seen["unserialisable result"] = type(executor.submit(lambda: (n for n in ())).exception()).__name__
    seen["unserialisable argument"] = type(executor.submit(double, threading.Lock()).exception()).__name__
    seen["too large"] = type(executor.submit(len, b"x" * 2_000_000).exception()).__name__
    seen["neighbours"] = [future.result() for future in [executor.submit(double, n) for n in range(3)]]


def see_cancel(seen, executor):
    slow = [executor.submit(pause, 1.0) for _ in range(6)]
    cancelled = slow[-1].cancel()
    finished = concurrent.futures.wait(slow, timeout=60).done
    seen["cancel"] = [cancelled, slow[-1].cancelled(), len(finished), slow[0].result(), slow[0].cancel()]


def see_client(seen, client):
    function_id = client.register(double)
    ids = client.submit_many([(function_id, (n,), {}) for n in range(250)])
    seen["client"] = [task.result() for task in client.wait(ids, timeout=60)] == [n * 2 for n in range(250)]
    seen["statuses"] = sorted({client.status(task_id) for task_id in ids})
    seen["result"] = client.result(client.submit(function_id, 21), timeout=60)
    try:
        client.submit("00000000-0000-4000-8000-000000000000", 1)
    except ServerError as error:
        seen["unknown function"] = [error.status, error.code]


def main():
    seen = {}
    with SkeinExecutor(URL, serializer=SERIALIZER) as executor:
        started = time.monotonic()
        long = executor.submit(pause, 12)
        see(seen, executor)
        see_cancel(seen, executor)
        see_client(seen, Client(URL, serializer=SERIALIZER))
        seen["twelve seconds"] = [long.result(), time.monotonic() - started >= 12]
    try:
        executor.submit(double, 1)
    except RuntimeError as error:
        seen["after shutdown"] = str(error)
    print(json.dumps(seen))


main()
