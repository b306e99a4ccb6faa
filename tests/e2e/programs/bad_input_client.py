"""Sends what should not be sent. Prints one JSON object of what came of it."""

import base64
import json
import os
import sys

from task_api import execute, pack, refusal, register, run, wait

MARK = sys.argv[2]


class Shell:
    """A pickle that runs a command when it is opened."""

    def __reduce__(self):
        return os.system, (f"touch {MARK}; exit 7",)


class Endless:
    """A pickle that is never opened to its end."""

    def __reduce__(self):
        return exec, ("while True: pass",)


def identity(value):
    return value


def brief(ended):
    status, error = ended
    return [status, type(error).__name__, str(error).splitlines()[0][:200]]


def pickled(data):
    return base64.b64encode(data).decode()


def leave_at_once():
    import os

    os._exit(3)


def kill_itself():
    import os

    os.kill(os.getpid(), 9)


def take_memory():
    return len(bytearray(1_000_000_000))


def sleep_long():
    import time

    time.sleep(30)


def print_and_fork():
    import os

    print("a line that is no result", flush=True)
    if os.fork() == 0:
        return "the child's"
    os.wait()
    return "the parent's"


def main():
    seen = {}
    cut = pickled(base64.b64decode(pack(identity).encode())[:40])
    seen["cut"] = refusal({"name": "cut", "payload": cut})[0]
    seen["not callable"] = refusal({"name": "five", "payload": pack(5)})
    seen["shell in function"] = refusal({"name": "shell", "payload": pack(Shell())})
    seen["unknown module"] = refusal({"name": "gone", "payload": pickled(b"\x80\x02cno_such_module\nname\n.")})
    seen["endless"] = refusal({"name": "endless", "payload": pack(Endless()), "timeout_seconds": 1})[0]
    seen["python"] = refusal({"name": "old", "payload": pack(identity), "python": "3.2"})[0]
    same = register(identity)
    for name, payload in {
        "cut arguments": cut,
        "arguments of no pair": pack(5),
        "positional arguments of no list": pack((1, {})),
    }.items():
        from task_api import call

        seen[name] = brief(wait(call("POST", "/execute_function", {"function_id": same, "payload": payload})["task_id"]))[:2]
    seen["shell in arguments"] = wait(execute(same, Shell()))
    seen["exit"] = brief(run(leave_at_once))
    seen["kill"] = brief(run(kill_itself))
    seen["memory"] = brief(run(take_memory))[:2]
    seen["time"] = brief(wait(execute(register(sleep_long, timeout_seconds=1))))[:2]
    seen["large result"] = brief(run(lambda: "x" * 8_000_000))[:2]
    seen["fork"] = run(print_and_fork)
    seen["afterwards"] = wait(execute(same, "still here"))
    seen["mark"] = os.path.exists(MARK)
    print(json.dumps(seen))


main()
