"""Finds the handler of a function by its name."""

import os
import sys
import time

MISSING = object()


def enter_function(init):
    """Makes the process the function's: environment, time zone, folder, search path."""
    os.environ.clear()
    os.environ.update(init["environment"])
    time.tzset()
    code_dir = init["codeDir"]
    os.chdir(code_dir)
    search_path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[0:0] = [code_dir, *filter(None, search_path)]
    # The code is read-only, and the same in every sandbox.
    sys.dont_write_bytecode = True


def load_handler(handler):
    """(callable, None), or (None, error document) when the code cannot be loaded."""
    module_name, separator, attribute = handler.rpartition(".")
    if not separator:
        message = f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"
        return None, failure("Runtime.MalformedHandlerName", message)
    if module_name.partition(".")[0] in sys.builtin_module_names:
        return None, failure("Runtime.BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = import_module(module_name.replace("/", "."))
        found = getattr(module, attribute, MISSING)
    except Exception as error:  # noqa: BLE001 -- the function's own code runs here
        from skein_runtime.errors import load_failure

        return None, load_failure(handler, error)
    if found is MISSING:
        return None, failure("Runtime.HandlerNotFound", f"Handler '{attribute}' missing on module '{module_name}'")
    return found, None


def import_module(name):
    __import__(name)
    return sys.modules[name]


def failure(error_type, message):
    from skein_runtime.errors import error_document

    return error_document(error_type, message)
