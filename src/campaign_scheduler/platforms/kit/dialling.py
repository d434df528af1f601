"""Opens a connection within a total time, looking the name up included."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any

from urllib3.util.connection import allowed_gai_family

from ...model.clock import steady
from ...model.errors import Unavailable
from .reach import Guard

Options = Iterable[tuple[int, int, int | bytes]]


def dial(host: str, port: int, within: float, options: Options = (), guard: Guard | None = None) -> socket.socket:
    """A connected socket, after at most `within` seconds for all of the name's addresses together.

    An address that `guard` refuses is passed over. Raises socket.gaierror for a name that is not found, TimeoutError,
    another OSError, or Unavailable where no address may be used.
    """
    until = steady() + within
    problem: OSError | Unavailable = OSError("the name has no address")
    for family, kind, protocol, _, address in look_up(host.strip("[]"), port, within):
        try:
            if guard is not None:
                guard(address[0])
            return _open(socket.socket(family, kind, protocol), address, max(until - steady(), 0.001), options)
        except (OSError, Unavailable) as error:
            problem = error
    raise problem


def look_up(host: str, port: int, within: float) -> list[Any]:
    """A name's addresses. The system's own look-up cannot be interrupted; one that takes too long is left behind."""
    if _is_address(host):
        return _addresses(host, port)
    answer: Future[list[Any]] = Future()
    threading.Thread(target=_answer, args=(answer, host, port), name="look-up", daemon=True).start()
    return answer.result(within)


def _answer(answer: Future[list[Any]], host: str, port: int) -> None:
    try:
        answer.set_result(_addresses(host, port))
    except Exception as error:
        answer.set_exception(error)


def _addresses(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _open(made: socket.socket, address: Any, within: float, options: Options) -> socket.socket:
    try:
        for option in options:
            made.setsockopt(*option)
        made.settimeout(within)
        made.connect(address)
    except BaseException:
        made.close()
        raise
    return made
