"""Gives `logging` the handler that Lambda installs, when the function imports it: what is not used costs nothing."""

import sys

from skein_runtime import output

MODULE = "logging"
FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
DATE_FORMAT = "%Y-%m-%dT%H:%M:%S"


def install(function):
    """`function.request_id` is what the lines will name."""
    if MODULE in sys.modules:
        add_handler(sys.modules[MODULE], function)
    else:
        sys.meta_path.insert(0, LoggingFinder(function))


class LoggingFinder:
    """Has `logging` found in the ordinary way, and set up right after it was loaded."""

    def __init__(self, function):
        self.function = function

    def find_spec(self, name, path=None, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name, path, target)
        if spec is not None and spec.origin is not None and spec.origin.startswith(output.standard_dirs):
            spec.loader = LoggingLoader(spec.loader, self.function)
        return spec


def find_spec(name, path, target):
    for finder in sys.meta_path:
        spec = finder.find_spec(name, path, target)
        if spec is not None:
            return spec
    return None


class LoggingLoader:
    def __init__(self, loader, function):
        self.loader = loader
        self.function = function

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        add_handler(module, self.function)


def add_handler(logging, function):
    from time import gmtime

    class LambdaLoggerHandler(logging.Handler):
        def emit(self, record):
            try:
                line = self.format(record)
                output.stdout.write(line if line.endswith("\n") else line + "\n")
            except Exception:  # noqa: BLE001 -- what logging's own handlers do with whatever a record's arguments raise
                self.handleError(record)

    class LambdaLoggerFilter(logging.Filter):
        def filter(self, record):
            record.aws_request_id = function.request_id
            return True

    formatter = logging.Formatter(FORMAT, DATE_FORMAT)
    formatter.converter = gmtime
    handler = LambdaLoggerHandler()
    handler.setFormatter(formatter)
    handler.addFilter(LambdaLoggerFilter())
    logging.getLogger().addHandler(handler)
