"""Runs the result of `async` handlers on one event loop, which is made for the first and kept."""

import asyncio

loop = None


class CancelledError(Exception):
    """The handler ended as a cancelled task does, whose own exception would end the interpreter."""


def wait_for(awaitable):
    """What the awaitable returns. Raises what it raises, with the stack that begins in it."""
    global loop
    if loop is None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    failed, value = loop.run_until_complete(settle(awaitable))
    if isinstance(value, asyncio.CancelledError) and failed:
        raise CancelledError(*value.args).with_traceback(value.__traceback__)
    if failed:
        raise value
    return value


async def settle(awaitable):
    try:
        return False, await awaitable
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 -- the function's own code runs here
        return True, error
