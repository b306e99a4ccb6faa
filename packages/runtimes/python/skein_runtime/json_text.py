"""JSON text to values and back, by the C parts of `json` without its Python parts.

Importing `json` takes nearly as long as starting the interpreter, because of the regular expressions in it; its C parts need none of that.
"""

WHITESPACE = " \t\n\r"


def parse(text):
    """The value of a JSON text. Raises ValueError or RecursionError that say what is wrong with it."""
    start = 0
    if text[:1] in WHITESPACE:
        start = len(text) - len(text.lstrip(WHITESPACE))
    try:
        value, end = scan(text, start)
    except StopIteration as stop:
        raise position_error("Expecting value", text, stop.value) from None
    except SystemError:
        raise scanner_error(text, start) from None
    if end != len(text):
        rest = text[end:].lstrip(WHITESPACE)
        if rest:
            raise position_error("Extra data", text, len(text) - len(rest))
    return value


def encode(value, compact=False):
    """The JSON text of a value as UTF-8; raises whatever the value raises. Half a surrogate pair has no UTF-8: such a text is all ASCII."""
    text = write(value, False, compact)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return write(value, True, compact).encode()


def position_error(message, text, position):
    """As `json` words it; the class of its error is left alone, because `json` may be a module of the function."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return ValueError(f"{message}: line {line} column {column} (char {position})")


def scanner_error(text, start):
    """What the C scanner has to say. Before Python 3.12 it finds the class of its error only in a module that has been imported already."""
    try:
        import json.decoder  # noqa: F401 -- importing it is what matters

        scan(text, start)
    except ValueError as error:
        return error
    except (ImportError, SystemError):
        # The function has a module of its own by that name.
        pass
    return ValueError("the text is no JSON")


def refuse_constant(name):
    raise ValueError(f"{name} is no JSON")


def refuse_value(value):
    """Called for what JSON has no form for. Decimal numbers, which DynamoDB's client returns, become numbers, as on Lambda."""
    from sys import modules

    decimal = modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class ScannerOptions:
    """What the C scanner asks of a `json.JSONDecoder`."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = refuse_constant


def c_parts():
    """(scan, write) of the C module."""
    from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

    def write_text(value, ascii_only, compact):
        encode_string = encode_basestring_ascii if ascii_only else encode_basestring
        key, item = (":", ",") if compact else (": ", ", ")
        # One encoder for one value: it keeps the containers it is in, to notice circles, and does not forget them when it fails.
        return "".join(make_encoder({}, refuse_value, encode_string, None, key, item, False, False, False)(value, 0))

    return make_scanner(ScannerOptions), write_text


def public_parts():
    """(scan, write) of the public module, for an interpreter whose C module is another than we know: it is no public interface."""
    from json import JSONDecoder, JSONEncoder

    def write_text(value, ascii_only, compact):
        separators = (",", ":") if compact else None
        return JSONEncoder(ensure_ascii=ascii_only, allow_nan=False, default=refuse_value, separators=separators).encode(value)

    return JSONDecoder(parse_constant=refuse_constant).raw_decode, write_text


try:
    scan, write = c_parts()
    works = parse('[{"a":1.5}]') == [{"a": 1.5}] and encode([{"a": None}, 1]) == b'[{"a": null}, 1]'
except (ImportError, AttributeError, TypeError):
    works = False
if not works:
    scan, write = public_parts()
