"""What can go wrong besides what the functions themselves raise."""


class SkeinError(Exception):
    """Everything this library raises of its own."""


class Unreachable(SkeinError):
    """No server answers at the address."""


class Interrupted(SkeinError):
    """Another thread asked for the end of a request; see `Connection.interrupt`."""


class ServerError(SkeinError):
    """The server refused a request. `status` is HTTP's, `code` the name of the error, `remedy` what to do about it."""

    def __init__(self, status, code, message, remedy=""):
        super().__init__(f"{message} {remedy}".strip())
        self.status = status
        self.code = code
        self.remedy = remedy


class TaskFailed(SkeinError):
    """A task failed with an exception that cannot be read here, such as one of a class that is not installed."""


class RemoteTraceback(Exception):
    """The traceback inside the sandbox: the cause of the exception that a task's result raises."""

    def __init__(self, text):
        super().__init__(text)
        self.text = text

    def __str__(self):
        return f'\n"""\n{self.text}"""'
