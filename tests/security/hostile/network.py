"""Attempts to reach what listens outside."""

import http.client
import socket

from attempts import any_of, attempt

TIMEOUT_SECONDS = 2


def connect(address, port):
    socket.create_connection((address, port), TIMEOUT_SECONDS).close()
    return f"{address} port {port}"


def connect_by_name(name):
    """Of a socket without a path, which network namespaces keep apart and mount namespaces do not."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(TIMEOUT_SECONDS)
        client.connect("\0" + name)
    return name


def ask(address, port):
    connection = http.client.HTTPConnection(address, port, timeout=TIMEOUT_SECONDS)
    connection.request("GET", "/2015-03-31/functions")
    return f"{address} answers {connection.getresponse().status}"


@attempt("reach the server's port")
def reach_server(world):
    addresses = ("127.0.0.1", "localhost", "0.0.0.0", "::1", *world["hostAddresses"])
    return any_of(*(lambda address=address: ask(address, world["serverPort"]) for address in addresses))


@attempt("reach the host's loopback")
def reach_loopback(world):
    addresses = ("127.0.0.1", "0.0.0.0", *world["hostAddresses"])
    ways = [lambda address=address: connect(address, world["hostPort"]) for address in addresses]
    return any_of(*ways, lambda: connect_by_name(world["hostSocketName"]))


@attempt("reach the host's network")
def reach_network(_world):
    """Any way out at all: an interface other than the sandbox's own loopback."""
    interfaces = [name for _, name in socket.if_nameindex() if name != "lo"]
    return ", ".join(interfaces)


@attempt("reach another sandbox: its loopback")
def reach_other_loopback(world):
    other = world["otherSandbox"]
    return any_of(lambda: connect("127.0.0.1", other["port"]), lambda: connect_by_name(other["socketName"]))
