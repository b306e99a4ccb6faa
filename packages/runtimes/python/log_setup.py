"""Gives `logging` the handler that Lambda installs, at the moment the function imports it: what is not used costs nothing."""

import sys

MODULE = "logging"
FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(request_id)s\t%(message)s\n"
DATE_FORMAT = "%Y-%m-%dT%H:%M:%S"


class LoggingFinder:
    """Finds `logging` once, by the ordinary way, and sets it up after it was loaded."""

    def __init__(self, function):
        self.function = function

    def find_spec(self, name, path=None, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec

        spec = find_spec(name)
        load = spec.loader.exec_module
        function = self.function

        def load_and_set_up(module):
            load(module)
            set_up(module, function)

        spec.loader.exec_module = load_and_set_up
        return spec


def set_up(logging, function):
    import time

    class OutputHandler(logging.Handler):
        def emit(self, record):
            record.request_id = function.request_id
            try:
                sys.stdout.write(self.format(record))
            except Exception:
                self.handleError(record)

    formatter = logging.Formatter(FORMAT, DATE_FORMAT)
    formatter.converter = time.gmtime
    handler = OutputHandler()
    handler.setFormatter(formatter)
    logging.root.addHandler(handler)


def install_log_setup(function):
    if MODULE in sys.modules:
        set_up(sys.modules[MODULE], function)
    else:
        sys.meta_path.insert(0, LoggingFinder(function))
