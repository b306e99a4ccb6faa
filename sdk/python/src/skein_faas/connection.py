"""HTTP with what Python has: one connection for each thread, kept open."""

import http.client
import json
import socket
import threading
import urllib.parse

from skein_faas.errors import Interrupted, ServerError, Unreachable

# Longer than the server lets a request wait for the end of a task.
TIMEOUT_SECONDS = 90


class Connection:
    def __init__(self, url, key=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise ValueError(f"{url!r} is not the address of a server, such as http://127.0.0.1:8080")
        self._url = url
        self._https = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._headers = {"content-type": "application/json"}
        if key is not None:
            self._headers["authorization"] = f"Bearer {key}"
        self._threads = threading.local()
        self._interrupted = False
        self._waiting = None

    def call(self, method, path, document=None):
        """The document of the answer, None when it has none. Raises ServerError, Unreachable."""
        body = None if document is None else json.dumps(document).encode()
        status, text = self._exchange(method, path, body)
        if status >= 400:
            raise refusal(status, text)
        return json.loads(text) if text else None

    def call_interruptibly(self, method, path, document):
        """Like `call`, for the one thread that waits for something here. Raises Interrupted when another calls `interrupt`."""
        self._waiting = self._open()
        try:
            return self.call(method, path, document)
        except Unreachable:
            if not self._interrupted:
                raise
            raise Interrupted("The request was interrupted.") from None
        finally:
            self._waiting = None
            self._interrupted = False

    def interrupt(self):
        """Ends the request of `call_interruptibly`, or the next one when there is none."""
        self._interrupted = True
        opened = self._waiting
        try:
            if opened is not None and opened.sock is not None:
                opened.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            # It has ended by itself.
            pass

    def close(self):
        """Closes the connection of the calling thread. The next call opens it again."""
        self._open().close()

    def _exchange(self, method, path, body):
        """A connection that the server closed while it was idle is opened once more."""
        reused = self._open().sock is not None
        try:
            return self._send(method, path, body)
        except (ConnectionError, http.client.RemoteDisconnected) as error:
            self.close()
            if not reused or self._interrupted:
                raise Unreachable(f"No server answers at {self._url}: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f"No server answers at {self._url}: {error}") from error
        try:
            return self._send(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f"No server answers at {self._url}: {error}") from error

    def _send(self, method, path, body):
        opened = self._open()
        opened.request(method, self._prefix + path, body, self._headers)
        # Either `interrupt` has seen the socket that was opened here, or this sees what it has left.
        if self._interrupted and opened is self._waiting:
            raise ConnectionAbortedError("interrupted")
        with opened.getresponse() as response:
            return response.status, response.read()

    def _open(self):
        opened = getattr(self._threads, "opened", None)
        if opened is None:
            make = http.client.HTTPSConnection if self._https else http.client.HTTPConnection
            opened = self._threads.opened = make(self._host, self._port, timeout=TIMEOUT_SECONDS)
        return opened


def refusal(status, text):
    """The error of an answer, in the form of either API."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    error = document.get("error") if isinstance(document, dict) else None
    if isinstance(error, dict):
        return ServerError(status, error.get("code", ""), error.get("message", ""), error.get("remedy", ""))
    detail = document.get("detail") if isinstance(document, dict) else None
    return ServerError(status, "", detail if isinstance(detail, str) else text.decode("utf-8", "replace"))
