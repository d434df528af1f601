"""The web page: parse, call one service, paint its result."""

from .guard import is_loopback
from .server import WebServer

__all__ = ["WebServer", "is_loopback"]
