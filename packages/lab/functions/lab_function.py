"""The lab's functions: `function1`, `function2`, `function3` and `monolith` are this handler under four names.

The event says what to do: `sleep` (seconds), `throughput_time` (seconds of drawing random numbers), `cpu_ops` (a fixed amount of work),
`invoke_nested` (a list of `{"function_name", "invoke_payload"}`, one after the other), and for the monolith `run_function` with `args`
and `seed`. The answer has one entry for each function of the nested tree. All times are seconds of one monotonic clock.
"""

import json
import os
import platform
import random
import time
import traceback
import uuid

MONOLITH_FUNCTIONS = {}
# Of this instance.
CALLS = {"count": 0}
RESULT_MAX_CHARACTERS = 100


def handler(event, context):
    event = event or {}
    function_name = context.function_name
    own_uuid = str(uuid.uuid4())
    identifier = f"{function_name}-{own_uuid}"
    entries = {}
    entry = {
        "identifier": identifier,
        "uuid": own_uuid,
        "function_name": function_name,
        "function_cores": len(os.sched_getaffinity(0)),
        "parent": event.get("parent", "root"),
        "level": event.get("level", 0),
        "memory": int(context.memory_limit_in_mb),
        "instance_identifier": context.log_stream_name,
        "first_call": CALLS["count"] == 0,
        "python_version": platform.python_version(),
        "cpu": cpu_model(),
        "execution_start": time.monotonic(),
    }
    CALLS["count"] += 1
    cpu_start = time.process_time()
    try:
        work(event, entry, entries, context)
    except Exception as error:  # noqa: BLE001 -- an experiment wants to see the error, not to fail with it
        entry["error"] = {"trace": traceback.format_exc(), "message": str(error), "type": type(error).__name__}
    entry["process_time"] = time.process_time() - cpu_start
    entry["execution_end"] = time.monotonic()
    entry["execution_total"] = entry["execution_end"] - entry["execution_start"]
    entries[identifier] = entry
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json; charset=utf-8"},
        "body": json.dumps(entries),
        "identifier": identifier,
    }


def work(event, entry, entries, context):
    if "sleep" in event:
        entry["sleep"] = event["sleep"]
        time.sleep(event["sleep"])
    if event.get("throughput_time"):
        entry.update(throughput(event["throughput_time"]))
    if event.get("cpu_ops"):
        entry.update(fixed_work(event["cpu_ops"]))
    if "run_function" in event:
        entry.update(run_monolith(event))
    for nested in event.get("invoke_nested", []):
        invoke_nested(nested, entry, entries, context)


def throughput(seconds):
    """Counts how many random numbers can be drawn in a fixed time: a share of the processor, however fast that is."""
    seed = round(seconds * 100)
    draw = random.Random(seed).random
    cpu_start, start = time.process_time(), time.monotonic()
    count = 0
    while time.monotonic() - start < seconds:
        draw()
        count += 1
    return {
        "throughput": count,
        "throughput_time": seconds,
        "throughput_process_time": time.process_time() - cpu_start,
        "throughput_running_time": time.monotonic() - start,
        "random_seed": seed,
    }


def fixed_work(operations):
    """Does the same amount of work everywhere: the comparable measure of speed."""
    cpu_start, start = time.process_time(), time.monotonic()
    value = 1
    for _ in range(operations):
        value = (value * 1103515245 + 12345) % 2147483648
    return {
        "cpu_ops": operations,
        "cpu_ops_result": value,
        "cpu_ops_process_time": time.process_time() - cpu_start,
        "cpu_ops_running_time": time.monotonic() - start,
    }


def invoke_nested(nested, entry, entries, context):
    """Calls another function and takes over its entries; that it could not be called is an entry too."""
    name = nested["function_name"]
    payload = {**nested.get("invoke_payload", {}), "parent": entry["identifier"], "level": entry["level"] + 1}
    start = time.monotonic()
    try:
        answer = call(context, name, payload)
        inner = json.loads(answer["body"])
        inner[answer["identifier"]].update(invocation_start=start, invocation_end=time.monotonic())
        entries.update(inner)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong belongs into the tree
        identifier = f"error-{name}-nested_invocation-{time.monotonic()}"
        entries[identifier] = {
            "identifier": identifier,
            "uuid": str(uuid.uuid4()),
            "function_name": name,
            "parent": entry["identifier"],
            "level": entry["level"] + 1,
            "invocation_start": start,
            "invocation_end": time.monotonic(),
            "error": {"trace": traceback.format_exc(), "message": str(error), "type": type(error).__name__},
        }


def call(context, name, payload):
    if hasattr(context, "invoke"):
        return context.invoke(name, payload)
    import boto3

    answer = boto3.client("lambda").invoke(FunctionName=name, Payload=json.dumps(payload))
    document = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(f"{document.get('errorType')}: {document.get('errorMessage')}")
    return document


def monolith_function(function):
    MONOLITH_FUNCTIONS[function.__name__] = function
    return function


@monolith_function
def matrix_mult(size, seed):
    draw = random.Random(seed).random
    left = [[draw() for _ in range(size)] for _ in range(size)]
    right = [[draw() for _ in range(size)] for _ in range(size)]
    columns = list(zip(*right))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in left]


@monolith_function
def fib(number, _seed):
    before, current = 0, 1
    for _ in range(number):
        before, current = current, before + current
    return before


def run_monolith(event):
    name, argument, seed = event["run_function"], event.get("args", 1), event.get("seed", 0)
    if name == "random":
        name = random.Random(seed).choice(sorted(MONOLITH_FUNCTIONS))
    if name not in MONOLITH_FUNCTIONS:
        raise ValueError(f"no function {name!r}; there are {', '.join(sorted(MONOLITH_FUNCTIONS))}")
    cpu_start, start = time.process_time(), time.monotonic()
    result = MONOLITH_FUNCTIONS[name](argument, seed)
    return {
        "function_argument": argument,
        "seed": seed,
        "function_called": name,
        "monolith_result": str(result)[:RESULT_MAX_CHARACTERS],
        "process_time_matrix": time.process_time() - cpu_start,
        "running_time_matrix": time.monotonic() - start,
    }


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()
