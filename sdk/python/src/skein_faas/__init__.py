"""Runs Python functions on a Skein server: each call is a task, in a sandbox of its function."""

from skein_faas.client import Client, Task
from skein_faas.errors import RemoteTraceback, ServerError, SkeinError, TaskFailed, Unreachable
from skein_faas.executor import SkeinExecutor

__all__ = ["Client", "RemoteTraceback", "ServerError", "SkeinError", "SkeinExecutor", "Task", "TaskFailed", "Unreachable"]
