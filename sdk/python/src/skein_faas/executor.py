"""An executor whose workers are a Skein server's sandboxes."""

import collections
import concurrent.futures
import hashlib
import itertools
import threading
import time

from skein_faas.client import BATCH_MAX, BATCH_MAX_BYTES, WAITED_FOR_MAX, Client, name_of, new_task
from skein_faas.errors import Interrupted, ServerError, Unreachable
from skein_faas.helpers import call_any, call_many

WAIT_SECONDS = 10
# Where more tasks are out than one request can name, they are asked for in turn.
TURN_SECONDS = 0.2
RETRY_PAUSE_SECONDS = 0.5


class SkeinFuture(concurrent.futures.Future):
    """Can be cancelled as long as its task has not been started on the server."""

    def __init__(self, executor):
        super().__init__()
        self._executor = executor
        self._call = None
        self._task_id = None
        self._sent = threading.Event()

    @property
    def task_id(self):
        """The id of the task on the server; None until it was accepted."""
        return self._task_id

    def cancel(self):
        if self.done():
            return self.cancelled()
        if not (self._executor._take_back(self) or self._cancel_on_server()):
            return self.cancelled()
        super().cancel()
        # Tells those who wait for several futures.
        self.set_running_or_notify_cancel()
        return True

    def _cancel_on_server(self):
        self._sent.wait()
        return self._task_id is not None and self._executor._cancel(self)


class Call:
    """A call that was written when it was submitted: what its caller changes later does not matter."""

    def __init__(self, client, function, name, args, kwargs):
        self.function = client.pack(function)
        self.name = name
        self.code = getattr(function, "__code__", None)
        self.payload = client.pack((args, kwargs))


class SkeinExecutor(concurrent.futures.Executor):
    """Runs calls as tasks of a server. What is submitted while a request is on its way goes into the next one, up to 100 together.

    A server that cannot be reached is tried again for `patience_seconds`; what was accepted is not lost by a restart of it.
    """

    def __init__(self, url=None, *, key=None, serializer=None, memory_mb=None, timeout_seconds=None, patience_seconds=60):
        self._client = Client(url, key=key, serializer=serializer)
        self._receiver = Client(url, key=key, serializer=serializer)
        self._limits = {"memory_mb": memory_mb, "timeout_seconds": timeout_seconds}
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._outgoing = collections.deque()
        self._sending = 0
        self._waiting = {}
        self._closing = False
        self._functions = {}
        self._codes = set()
        self._threads = []

    def submit(self, fn, /, *args, **kwargs):
        return self._submit(fn, None, args, kwargs)

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Like `map`, with results in order. Of short calls several go into one task when `chunksize` says so."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        if chunksize == 1:
            return super().map(fn, *iterables, timeout=timeout)
        calls = zip(*iterables)
        chunks = iter(lambda: list(itertools.islice(calls, chunksize)), [])
        ends_at = None if timeout is None else time.monotonic() + timeout
        many = call_many(fn)
        futures = [self._submit(many, name_of(fn), (chunk,), {}) for chunk in chunks]
        return results_of(futures, ends_at)

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._changed:
            self._closing = True
            futures = [*self._outgoing, *self._waiting.values()] if cancel_futures else []
            self._changed.notify_all()
        for future in futures:
            future.cancel()
        if wait:
            for thread in self._threads:
                thread.join()

    def _submit(self, function, name, args, kwargs):
        future = SkeinFuture(self)
        try:
            future._call = Call(self._client, function, name or name_of(function), args, kwargs)
        except Exception as error:  # noqa: BLE001 -- whatever the arguments' own methods raise; other executors do the same
            future.set_running_or_notify_cancel()
            future.set_exception(error)
            return future
        with self._changed:
            if self._closing:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._start_threads()
            self._outgoing.append(future)
            self._changed.notify_all()
        return future

    def _start_threads(self):
        if self._threads:
            return
        for work in (self._send_all, self._receive_all):
            thread = threading.Thread(target=work, name=f"skein{work.__name__}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _take_back(self, future):
        """Whether the future was still waiting to be sent, which it does not any more."""
        with self._changed:
            try:
                self._outgoing.remove(future)
            except ValueError:
                return False
            return True

    def _cancel(self, future):
        """Its end on the server is not taken for a result meanwhile; one that could not be cancelled is asked for again."""
        with self._changed:
            known = self._waiting.pop(future.task_id, None) is not None
        cancelled = False
        try:
            cancelled = known and self._client.cancel(future.task_id)
        finally:
            with self._changed:
                if known and not cancelled:
                    self._waiting[future.task_id] = future
                self._changed.notify_all()
        if known and not cancelled:
            self._receiver.interrupt()
        return cancelled

    def _send_all(self):
        while True:
            with self._changed:
                while not self._outgoing and not self._closing:
                    self._changed.wait()
                if not self._outgoing:
                    self._changed.notify_all()
                    return
                batch = self._next_batch()
                self._sending = len(batch)
            try:
                self._send(batch)
            finally:
                with self._changed:
                    self._sending = 0
                    self._changed.notify_all()

    def _next_batch(self):
        batch, size = [], 0
        while self._outgoing and len(batch) < BATCH_MAX:
            size += len(self._outgoing[0]._call.payload)
            if batch and size > BATCH_MAX_BYTES:
                break
            batch.append(self._outgoing.popleft())
        return batch

    def _send(self, batch):
        tasks = {}
        for future in batch:
            try:
                tasks[future] = new_task(*self._patiently(lambda call=future._call: self._address(call)))
            except Exception as error:  # noqa: BLE001 -- each future has its own end
                self._fail(future, error)
        if not tasks:
            return
        try:
            self._patiently(lambda: self._client.send(list(tasks.values())))
            self._accepted(tasks)
        except ServerError as error:
            self._send_singly(tasks, error)
        except Exception as error:  # noqa: BLE001 -- each future has its own end
            for future in tasks:
                self._fail(future, error)

    def _send_singly(self, tasks, error):
        """Nothing of a batch is accepted when something is wrong with one of its tasks: the others must not suffer for it."""
        for future, task in tasks.items():
            try:
                if len(tasks) == 1:
                    raise error
                self._patiently(lambda task=task: self._client.send([task]))
                self._accepted({future: task})
            except Exception as own_error:  # noqa: BLE001 -- each future has its own end
                self._fail(future, own_error)

    def _accepted(self, tasks):
        with self._changed:
            for future, task in tasks.items():
                future._task_id = task["id"]
                self._waiting[task["id"]] = future
                future._sent.set()
            self._changed.notify_all()
        # It waits for the ends of others, perhaps for long.
        self._receiver.interrupt()

    def _address(self, call):
        """(function id, payload). One function is registered once, and one whose variables change each time is sent as an argument."""
        digest = hashlib.sha256(call.function.encode()).digest()
        function_id = self._functions.get(digest)
        if function_id is not None:
            return function_id, call.payload
        if call.code is not None and call.code in self._codes:
            return self._address_of_changing(call)
        function_id = self._client.register_pickle(call.function, call.name, **self._limits)
        self._functions[digest] = function_id
        if call.code is not None:
            self._codes.add(call.code)
        return function_id, call.payload

    def _address_of_changing(self, call):
        function_id = self._functions.get("any")
        if function_id is None:
            function_id = self._functions["any"] = self._client.register(call_any, "call", **self._limits)
        return function_id, self._client.pack(((call.function, call.payload), {}))

    def _receive_all(self):
        while True:
            with self._changed:
                while not self._waiting and not (self._closing and not self._outgoing and not self._sending):
                    self._changed.wait()
                if not self._waiting:
                    return
                ids = list(self._waiting)
            for start in range(0, len(ids), WAITED_FOR_MAX):
                self._receive(ids[start : start + WAITED_FOR_MAX], WAIT_SECONDS if len(ids) <= WAITED_FOR_MAX else TURN_SECONDS)

    def _receive(self, ids, wait_seconds):
        try:
            for task in self._patiently(lambda: self._receiver.ended(ids, wait_seconds)):
                self._finish(task)
        except Interrupted:
            return
        except Exception as error:  # noqa: BLE001 -- the futures are the ones to hear of it
            self._fail_all(ids, error)

    def _finish(self, task):
        with self._changed:
            future = self._waiting.pop(task.id, None)
        if future is None or not future.set_running_or_notify_cancel():
            return
        error = task.exception()
        if error is not None:
            future.set_exception(error)
            return
        try:
            future.set_result(task.result())
        except Exception as error:  # noqa: BLE001 -- opening runs what the classes of the result do
            future.set_exception(error)

    def _fail_all(self, task_ids, error):
        for task_id in task_ids:
            with self._changed:
                future = self._waiting.pop(task_id, None)
            if future is not None:
                self._fail(future, error)

    def _fail(self, future, error):
        if future.set_running_or_notify_cancel():
            future.set_exception(error)
        future._sent.set()

    def _patiently(self, work):
        """Does something once, or again as long as the server cannot be reached."""
        gives_up_at = time.monotonic() + self._patience_seconds
        while True:
            try:
                return work()
            except Unreachable:
                if time.monotonic() > gives_up_at:
                    raise
                time.sleep(RETRY_PAUSE_SECONDS)


def results_of(futures, ends_at):
    try:
        for future in futures:
            yield from future.result(None if ends_at is None else ends_at - time.monotonic())
    finally:
        for future in futures:
            future.cancel()
