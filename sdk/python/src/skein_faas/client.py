"""The tasks of a Skein server, one call for each thing one can do."""

import os
import sys
import time
import uuid

from skein_faas import pickles
from skein_faas.connection import Connection
from skein_faas.errors import RemoteTraceback, ServerError, SkeinError, TaskFailed

DEFAULT_URL = "http://127.0.0.1:8080"
# What the server takes in one request.
BATCH_MAX = 100
WAITED_FOR_MAX = 1_000
WAIT_MAX_SECONDS = 20
# Half of what the server takes, so that the rest of the document has room.
BATCH_MAX_BYTES = 3 * 1024 * 1024

COMPLETED = ("COMPLETED", "COMPLETE")
ENDED = (*COMPLETED, "FAILED")


class Task:
    """Where a task stands. `result()` is what the function returned; it raises what the function raised."""

    def __init__(self, document):
        self.id = document["id"]
        self.function_id = document["functionId"]
        self.status = document["status"]
        self.traceback = document["traceback"]
        self._result = document["result"]

    @property
    def done(self):
        return self.status in ENDED

    def result(self):
        if not self.done:
            raise SkeinError(f"Task {self.id} is {self.status} and has no result yet.")
        value = self.exception()
        if value is not None:
            raise value
        return pickles.unpack(self._result)

    def exception(self):
        """The function's exception with its traceback in the sandbox as its cause; None when the task is completed."""
        if self.status in COMPLETED:
            return None
        try:
            error = pickles.unpack(self._result)
        except Exception as problem:  # noqa: BLE001 -- opening runs what the classes of the exception do
            error = TaskFailed(f"Task {self.id} failed, and its exception cannot be read here: {problem!r}")
        if self.traceback:
            error.__cause__ = RemoteTraceback(self.traceback)
        return error

    def __repr__(self):
        return f"Task(id={self.id!r}, status={self.status!r})"


class Client:
    """Speaks to one server. It may be used by several threads; each has a connection of its own."""

    def __init__(self, url=None, *, key=None, serializer=None):
        """The address and the key default to SKEIN_ENDPOINT and SKEIN_KEY. `serializer` is `cloudpickle` or `dill`: what is installed."""
        self._connection = Connection(url or os.environ.get("SKEIN_ENDPOINT") or DEFAULT_URL, key or os.environ.get("SKEIN_KEY"))
        self.serializer = pickles.find_serializer(serializer)

    def register(self, function, name=None, *, memory_mb=None, timeout_seconds=None):
        """The id of a function that the server has opened and can call."""
        return self.register_pickle(self.pack(function), name or name_of(function), memory_mb=memory_mb, timeout_seconds=timeout_seconds)

    def register_pickle(self, payload, name, *, memory_mb=None, timeout_seconds=None):
        """Like `register`, for a function that `pack` has written."""
        document = {"name": name, "payload": payload, "python": "%d.%d" % sys.version_info[:2], "serializer": self.serializer.__name__}
        if memory_mb is not None:
            document["memory_mb"] = memory_mb
        if timeout_seconds is not None:
            document["timeout_seconds"] = timeout_seconds
        return self._connection.call("POST", "/register_function", document)["function_id"]

    def pack(self, value):
        return pickles.pack(self.serializer, value)

    def submit(self, function_id, *args, **kwargs):
        """Queues one call; the task's id."""
        return self.submit_many([(function_id, args, kwargs)])[0]

    def submit_many(self, calls):
        """Queues calls, each `(function_id, args, kwargs)`, in as few requests as possible; the ids of the tasks in the same order."""
        tasks = [new_task(function_id, self.pack((tuple(args), dict(kwargs)))) for function_id, args, kwargs in calls]
        for batch in batches(tasks):
            self.send(batch)
        return [task["id"] for task in tasks]

    def send(self, tasks):
        """Queues a batch of `new_task`s. It may be sent again when no answer came: the same id is the same task."""
        self._connection.call("POST", "/v1/tasks", {"tasks": tasks})

    def task(self, task_id):
        return Task(self._connection.call("GET", f"/v1/tasks/{task_id}"))

    def status(self, task_id):
        """QUEUED, RUNNING, COMPLETED or FAILED."""
        return self.task(task_id).status

    def result(self, task_id, timeout=None):
        """What the function returned, waited for; raises what the function raised, or TimeoutError after so many seconds."""
        (task,) = self.wait([task_id], timeout)
        return task.result()

    def wait(self, task_ids, timeout=None):
        """The tasks in the same order, all ended. Raises TimeoutError after so many seconds."""
        ends_at = None if timeout is None else time.monotonic() + timeout
        missing, ended = dict.fromkeys(task_ids), {}
        while missing:
            left = WAIT_MAX_SECONDS if ends_at is None else ends_at - time.monotonic()
            if left < 0:
                raise TimeoutError(f"{len(missing)} tasks have not ended after {timeout} s.")
            for task in self.ended(list(missing), min(left, WAIT_MAX_SECONDS)):
                ended[task.id] = task
                del missing[task.id]
        return [ended[task_id] for task_id in task_ids]

    def ended(self, task_ids, wait_seconds=0):
        """Those of the tasks that have ended; when none has, waits for the first. Only the first thousand are looked at."""
        document = {"taskIds": task_ids[:WAITED_FOR_MAX], "waitSeconds": wait_seconds}
        return [Task(shown) for shown in self._connection.call_interruptibly("POST", "/v1/tasks/results", document)["tasks"]]

    def interrupt(self):
        """Has `ended`, called by another thread, raise Interrupted."""
        self._connection.interrupt()

    def cancel(self, task_id):
        """Whether the task was ended before it was started."""
        try:
            self._connection.call("DELETE", f"/v1/tasks/{task_id}")
        except ServerError as error:
            if error.code == "task_started":
                return False
            raise
        return True

    def close(self):
        self._connection.close()


def new_task(function_id, payload):
    """A task as `Client.send` takes it, with an id of its own."""
    return {"id": str(uuid.uuid4()), "functionId": function_id, "payload": payload}


def batches(tasks):
    """Splits tasks into requests that the server takes."""
    batch, size = [], 0
    for task in tasks:
        if batch and (len(batch) == BATCH_MAX or size + len(task["payload"]) > BATCH_MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += len(task["payload"])
    if batch:
        yield batch


def name_of(function):
    return getattr(function, "__qualname__", None) or type(function).__name__
